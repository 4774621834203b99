//! The code at the door: a square that leads to the page where people say that they are here.

use qrcode::{Color, EcLevel, QrCode};

/// A code as lines of squares: the path of an SVG in a field of `width` × `width`.
pub(super) struct Square {
    pub(super) width: usize,
    pub(super) path: String,
}

/// Draws an address. Of the second lowest correction: enough for paper at a door, and coarse enough to be read from
/// afar.
///
/// # Errors
/// The address is longer than a code can hold.
pub(super) fn draw(address: &str) -> anyhow::Result<Square> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, colour)| *colour == Color::Dark);
    let path = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width, at / width)).collect();
    Ok(Square { width, path })
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_code_has_its_three_corners() {
        let square = draw("https://copse.example.org/events/x/check-in?code=y").expect("a code");
        assert!(square.width >= 21 && square.width % 4 == 1, "{}", square.width);
        for (x, y) in [(0, 0), (square.width - 7, 0), (0, square.width - 7)] {
            for side in 0..7 {
                assert!(
                    square.path.contains(&format!("M{} {y}h", x + side)),
                    "the upper edge of the corner at {x} {y}"
                );
            }
        }
        assert!(!square.path.contains("M1 1h"), "the ring within the corner is light");
        assert!(draw(&"x".repeat(5000)).is_err());
    }
}
