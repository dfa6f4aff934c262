//! `--partition K/N`, as it is typed.

use std::fmt;
use std::str::FromStr;

/// One of several shares of the packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which one, from 1.
    number: usize,
    /// How many there are.
    of: usize,
}

impl Share {
    /// Those of `all` that are in this share. Each is in one, and which depends on the order alone: shares of as
    /// good as the same size, on every machine.
    pub(super) fn of<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter().skip(self.number - 1).step_by(self.of).collect()
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let numbers = typed.split_once('/').and_then(|(number, of)| {
            let share = Self {
                number: number.parse().ok()?,
                of: of.parse().ok()?,
            };
            (1..=share.of).contains(&share.number).then_some(share)
        });
        numbers.ok_or_else(|| format!("`{typed}` is no share: write K/N with K from 1 to N, as in 1/4"))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_together_are_all_and_none_has_what_another_has() {
        for (count, of) in [(0, 1), (1, 3), (7, 3), (9, 3), (10, 1), (4, 9)] {
            let all: Vec<_> = (0..count).collect();
            let shares = (1..=of).map(|number| Share { number, of }.of(all.clone()));
            let sizes: Vec<_> = shares.clone().map(|share| share.len()).collect();
            let mut together: Vec<usize> = shares.flatten().collect();
            together.sort_unstable();
            assert_eq!(together, all, "{count} in {of}");
            assert!(
                sizes.iter().all(|size| size.abs_diff(count / of) <= 1),
                "{sizes:?}"
            );
        }
    }

    #[test]
    fn what_is_no_share_is_refused_with_how_one_is_written() {
        assert_eq!("3/4".parse::<Share>().unwrap().to_string(), "3/4");
        for typed in ["0/4", "5/4", "1/0", "1", "1/", "a/b", "-1/2", "1/2/3", ""] {
            let error = typed.parse::<Share>().unwrap_err();
            assert!(
                error.contains("1/4") && error.contains(&format!("`{typed}`")),
                "{error}"
            );
        }
    }
}
