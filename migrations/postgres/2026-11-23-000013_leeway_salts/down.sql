DROP TABLE leeway_salts;
