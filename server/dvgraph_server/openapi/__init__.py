"""The description of the service for programs: OpenAPI 3.1, made from the questions' headers and the data."""
