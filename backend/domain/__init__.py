"""The rules of Facekind: pure functions on frozen values, standard library only."""
