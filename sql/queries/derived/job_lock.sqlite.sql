-- A writing transaction has the whole file.
SELECT ?1
