-- What records are found by has changed: marks that very many share count only together with a place. The job looks at
-- all of them again.
delete from duplicate_looks;
