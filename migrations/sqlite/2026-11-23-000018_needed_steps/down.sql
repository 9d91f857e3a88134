DROP TABLE needed_steps;
