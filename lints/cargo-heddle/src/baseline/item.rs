//! Which item of a file a place lies in.

use std::path::Path;

use proc_macro2::{LineColumn, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Ident, ImplItemFn, ItemConst, ItemFn, ItemImpl, ItemStatic, ItemTrait, TraitItemFn, Type};

/// The named items of a file.
#[derive(Debug, Default)]
pub(super) struct Source(Vec<Named>);

/// An item with its place.
#[derive(Debug)]
struct Named {
    name: String,
    from: LineColumn,
    to: LineColumn,
}

impl Source {
    /// Reads the file at `path`. One that cannot be read, or that syn does not understand, has no items.
    pub(super) fn read(path: &Path) -> Self {
        std::fs::read_to_string(path)
            .map(|text| Self::parse(&text))
            .unwrap_or_default()
    }

    fn parse(text: &str) -> Self {
        let mut finder = Finder::default();
        if let Ok(file) = syn::parse_file(text) {
            finder.visit_file(&file);
        }
        Self(finder.found)
    }

    /// The path of the smallest item around a place, both from 1: its type or trait and its function, without the
    /// modules, between which code moves. Empty outside of all.
    pub(super) fn item_at(&self, line: usize, column: usize) -> String {
        let at = LineColumn {
            line,
            column: column.saturating_sub(1),
        };
        // Found from the outside in.
        let around = self.0.iter().rev().find(|item| item.from <= at && at < item.to);
        around.map(|item| item.name.clone()).unwrap_or_default()
    }
}

/// Collects items, those inside of others after them.
#[derive(Default)]
struct Finder {
    path: Vec<String>,
    found: Vec<Named>,
}

impl Finder {
    fn inside(&mut self, name: String, span: Span, visit: impl FnOnce(&mut Self)) {
        self.path.push(name);
        self.found.push(Named {
            name: self.path.join("::"),
            from: span.start(),
            to: span.end(),
        });
        visit(self);
        self.path.pop();
    }

    fn named(&mut self, name: &Ident, span: Span, visit: impl FnOnce(&mut Self)) {
        self.inside(name.to_string(), span, visit);
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.named(&item.sig.ident, item.span(), |it| visit::visit_item_fn(it, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.named(&item.sig.ident, item.span(), |it| {
            visit::visit_impl_item_fn(it, item)
        });
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        self.named(&item.sig.ident, item.span(), |it| {
            visit::visit_trait_item_fn(it, item)
        });
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        self.inside(name_of(&item.self_ty), item.span(), |it| {
            visit::visit_item_impl(it, item)
        });
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        self.named(&item.ident, item.span(), |it| visit::visit_item_trait(it, item));
    }

    fn visit_item_static(&mut self, item: &'ast ItemStatic) {
        self.named(&item.ident, item.span(), |it| visit::visit_item_static(it, item));
    }

    fn visit_item_const(&mut self, item: &'ast ItemConst) {
        self.named(&item.ident, item.span(), |it| visit::visit_item_const(it, item));
    }
}

/// The last name of a type's path.
fn name_of(kind: &Type) -> String {
    match kind {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|it| it.ident.to_string())
            .unwrap_or_default(),
        Type::Reference(reference) => name_of(&reference.elem),
        _ => "_".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
mod inner {
    impl<T> super::Store<T> {
        /// Ä.
        fn load(&self) { let ö = 1; fn deep() { sleep() } }
    }
}
impl Load for &Store { fn load(&self) { x } }
trait Load { fn load(&self) { y } }
static A: u8 = z();
use b::c;
";

    #[test]
    fn a_place_has_its_type_and_function_without_modules() {
        let source = Source::parse(FILE);
        for (line, column, item) in [
            (4, 26, "Store::load"),
            (4, 49, "Store::load::deep"),
            (7, 41, "Store::load"),
            (8, 31, "Load::load"),
            (9, 16, "A"),
            (10, 3, ""),
        ] {
            assert_eq!(source.item_at(line, column), item, "{line}:{column}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_understood_has_no_items() {
        assert_eq!(Source::parse("fn ( {").item_at(1, 1), "");
        assert_eq!(Source::read(Path::new("no/such/file.rs")).item_at(1, 1), "");
    }
}
