//! Numbers as they are read: few digits, the rest zeros, thousands apart.

/// A number with so many digits that count, at least two: 135,847 is 136,000 with three.
pub(crate) fn shown(value: f64, digits: u32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = i32::try_from(digits).expect("few digits");
    // The digits before the point, after rounding: 9.96 with two is 10.
    let rounded: f64 = format!("{value:.*e}", usize::try_from(digits - 1).unwrap_or(0))
        .parse()
        .expect("a number");
    let before = rounded.abs().log10().floor() as i32 + 1;
    let after = usize::try_from(digits - before).unwrap_or(0);
    grouped(&format!("{rounded:.after$}"))
}

/// Commas between the thousands.
fn grouped(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, part) = number
        .split_once('.')
        .map_or((number, None), |(w, p)| (w, Some(p)));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    part.map_or(out.clone(), |part| format!("{out}.{part}"))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn as_many_digits_as_wanted_and_no_more() {
        let cases = [
            (135_847.0, 3, "136,000"),
            (1_234.5, 2, "1,200"),
            (9.96, 2, "10"),
            (0.0612, 2, "0.061"),
            (1.0, 2, "1.0"),
            (0.0, 2, "0"),
            (-12.0, 3, "-12.0"),
            (99.96, 3, "100"),
        ];
        for (value, digits, wanted) in cases {
            assert_eq!(shown(value, digits), wanted, "{value}");
        }
    }
}
