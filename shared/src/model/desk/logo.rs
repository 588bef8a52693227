//! The desk's logo, whose picture the bucket has.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::LogoId;

/// A logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskLogo {
    /// Id, which follows from the picture: `GET /api/chat/logo/{id}/`.
    pub id: LogoId,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl DeskLogo {
    /// Its path on the system's origin.
    pub fn path(&self) -> String {
        format!("/api/chat/logo/{}/", self.id)
    }

    /// Width and height at which it fits into these.
    pub fn fitted(&self, (width, height): (u32, u32)) -> (u32, u32) {
        let wide = (width, scaled(self.height, width, self.width));
        let high = (scaled(self.width, height, self.height), height);
        match (self.width <= width && self.height <= height, wide.1 <= height) {
            (true, _) => (self.width, self.height),
            (false, true) => wide,
            (false, false) => high,
        }
    }
}

/// A length as many times as long as `to` is `from`, and 1 at least.
fn scaled(length: u32, to: u32, from: u32) -> u32 {
    let exact = u64::from(length) * u64::from(to) / u64::from(from.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_made_smaller_never_larger_and_keeps_its_form() {
        let fitted = |width, height| DeskLogo { id: LogoId::of(b""), width, height }.fitted((200, 40));
        assert_eq!(fitted(100, 20), (100, 20));
        assert_eq!(fitted(400, 40), (200, 20));
        assert_eq!(fitted(100, 100), (40, 40));
        assert_eq!(fitted(1000, 400), (100, 40));
        assert_eq!(fitted(2048, 1), (200, 1));
    }
}
