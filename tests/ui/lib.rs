//! Nothing: this package only names what the cases of the lints depend on.
