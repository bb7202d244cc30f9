# The normalisation of abbreviated cubes (RDF Data Cube, section 10): types and component properties, then what data sets and slices state
# for their observations.
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT { ?observation a qb:Observation . }
WHERE { { ?slice qb:observation ?observation . } UNION { ?observation qb:dataSet ?set . } } ;

INSERT { ?slice a qb:Slice . }
WHERE { ?set qb:slice ?slice . } ;

INSERT {
  ?component qb:componentProperty ?property .
  ?property a qb:DimensionProperty .
}
WHERE { ?component qb:dimension ?property . } ;

INSERT {
  ?component qb:componentProperty ?property .
  ?property a qb:MeasureProperty .
}
WHERE { ?component qb:measure ?property . } ;

INSERT {
  ?component qb:componentProperty ?property .
  ?property a qb:AttributeProperty .
}
WHERE { ?component qb:attribute ?property . } ;

INSERT { ?observation ?property ?value . }
WHERE {
  ?set qb:structure/qb:component ?component ;
    ?property ?value .
  ?component qb:componentProperty ?property ;
    qb:componentAttachment qb:DataSet .
  ?observation qb:dataSet ?set .
} ;

INSERT { ?observation ?property ?value . }
WHERE {
  ?set qb:structure/qb:component ?component ;
    qb:slice ?slice .
  ?component qb:componentProperty ?property ;
    qb:componentAttachment qb:Slice .
  ?slice ?property ?value ;
    qb:observation ?observation .
} ;

INSERT { ?observation ?property ?value . }
WHERE {
  ?set qb:structure/qb:component/qb:componentProperty ?property ;
    qb:slice ?slice .
  ?property a qb:DimensionProperty .
  ?slice ?property ?value ;
    qb:observation ?observation .
}
