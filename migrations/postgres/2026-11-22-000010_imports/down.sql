DROP TABLE imported;
DROP TABLE imports;
