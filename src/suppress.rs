//! Suppressions.
use crate::facts::Comment;
use crate::text::Document;
pub struct Suppressions;
impl Suppressions {
    pub fn of(_: &[Comment], _: &Document) -> Self { Self }
    pub fn covers(&self, _: &str, _: usize, _: &Document) -> bool { false }
}
