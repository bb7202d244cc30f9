// "Exit this page", in the manner of the GOV.UK pattern: the button, or Shift three times within five seconds.
// Without this script the button is a plain link.

const PRESSES = 3;
const WITHIN = 5000;

const link = document.getElementById("exit-link");
const status = document.getElementById("exit-status");
let presses = [];
let clean = true;

function leave() {
  document.documentElement.classList.add("leaving");
  document.title = "";
  status.textContent = "Leaving this page.";
  window.location.replace(link.href);
}

function announce(left) {
  status.textContent = left === 1 ? "Press Shift once more to leave this page." : `Shift pressed. Press it ${left} more times to leave this page.`;
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  // Shift that makes a capital letter, or is held down, is no press of its own.
  clean = event.key === "Shift" && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!clean) presses = [];
});

document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !clean) return;
  clean = false;
  const now = Date.now();
  presses = [...presses.filter((at) => now - at < WITHIN), now];
  const left = PRESSES - presses.length;
  if (left <= 0) leave();
  else announce(left);
  window.setTimeout(() => {
    if (presses.length && Date.now() - presses[presses.length - 1] >= WITHIN) {
      presses = [];
      status.textContent = "";
    }
  }, WITHIN);
});

// A page that comes back from the browser's cache must not stay blank.
window.addEventListener("pageshow", () => document.documentElement.classList.remove("leaving"));
