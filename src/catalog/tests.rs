//! Whether the tables say what they should.

use super::*;

#[test]
fn the_tables_load() {
    let catalog = Catalog::load().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert!(catalog.clients().count() > 1);
}

#[test]
fn a_symbol_resolves_to_its_role_and_what_follows() {
    let catalog = Catalog::builtin();
    let (role, rest) = catalog
        .resolve(Family::Ecma, "process.env.MISTRAL_API_KEY")
        .unwrap();
    assert!(matches!(role, Role::EnvObject(_)));
    assert_eq!(rest, "MISTRAL_API_KEY");
    assert!(catalog.resolve(Family::Ecma, "process.argv").is_none());
}
