//! Nothing: the examples are what is compiled.
