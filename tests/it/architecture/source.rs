//! One source file, as far as the architecture is concerned.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use syn::spanned::Spanned;
use syn::visit::Visit;

/// What one file imports, how long it is, and what in it is long. Code of tests does not count.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Below `src/`: `web/oauth/token.rs`.
    pub path: String,
    /// The module at the top of `src/` that it belongs to.
    pub module: String,
    /// Lines without tests.
    pub lines: usize,
    /// The crate's own top modules that it names.
    pub imports: BTreeSet<String>,
    /// The first words of every other path that it names: crates among them.
    pub crates: BTreeSet<String>,
    /// Every function and the lines of its body.
    pub functions: Vec<(String, usize)>,
    /// `unwrap` and `macro_rules!`.
    pub shortcuts: Vec<String>,
    /// How deep the file's own module is below the crate.
    depth: usize,
    /// Lines of tests, and files that hold nothing else.
    test_lines: usize,
    test_files: Vec<String>,
}

/// Every file below `src/` that is no test, read once for all tests of a process.
pub(super) static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(sources);

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    gather(&root, &mut paths);
    paths.sort();
    let read = paths.iter().map(|path| Source::read(&root, path));
    let mut all: Vec<Source> = read.collect();
    let tests: Vec<String> = all.iter().flat_map(|source| source.test_files.clone()).collect();
    all.retain(|source| {
        !tests.iter().any(|test| source.path == format!("{test}.rs") || source.path.starts_with(&format!("{test}/")))
    });
    all
}

fn gather(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

impl Source {
    fn read(root: &Path, path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let module = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let own = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let depth = own.split('/').count();
        let mut source = Self { module, depth, path, ..Self::default() };
        source.visit_file(&syn::parse_file(&text).unwrap());
        source.lines = text.lines().count() - source.test_lines;
        source
    }

    /// Notes a path by its first words, `super` resolved.
    fn name(&mut self, words: &[String]) {
        let ups = words.iter().take_while(|word| *word == "super").count();
        let (own, rest) = match words.first().map(String::as_str) {
            Some("crate") => (true, &words[1..]),
            Some("super") if ups == self.depth => (true, &words[ups..]),
            Some("super" | "self") => return,
            _ => (false, words),
        };
        if let Some(first) = rest.first() {
            if own { &mut self.imports } else { &mut self.crates }.insert(first.clone());
        }
    }

    fn name_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                let words = [before, &[path.ident.to_string()]].concat();
                self.name_tree(&words, &path.tree);
            }
            syn::UseTree::Name(name) => self.name(&[before, &[name.ident.to_string()]].concat()),
            syn::UseTree::Rename(name) => self.name(&[before, &[name.ident.to_string()]].concat()),
            syn::UseTree::Glob(_) => self.name(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.name_tree(before, tree)),
        }
    }

    fn function(&mut self, name: &syn::Ident, body: &syn::Block) {
        let span = body.span();
        self.functions.push((name.to_string(), (span.end().line - span.start().line).saturating_sub(1)));
    }
}

fn of_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => {
            list.path.is_ident("cfg")
                && list.tokens.to_string().split(|c: char| !c.is_alphanumeric()).any(|word| word == "test")
        }
        meta => meta.path().segments.last().is_some_and(|last| last.ident == "test"),
    })
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Struct(item) => &item.attrs,
            _ => return syn::visit::visit_item(self, item),
        };
        if !of_tests(attributes) {
            return syn::visit::visit_item(self, item);
        }
        let span = item.span();
        self.test_lines += span.end().line - span.start().line + 1;
        if let syn::Item::Mod(syn::ItemMod { ident, content: None, .. }) = item {
            let folder = self.path.trim_end_matches(".rs").trim_end_matches("mod").trim_end_matches('/');
            self.test_files.push(if folder == "lib" { ident.to_string() } else { format!("{folder}/{ident}") });
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.name_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if words.len() > 1 {
            self.name(&words);
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig.ident, &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig.ident, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "unwrap" {
            self.shortcuts.push(format!("unwrap() in line {}", call.method.span().start().line));
        }
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if item.mac.path.is_ident("macro_rules") {
            self.shortcuts.push("macro_rules!".into());
        }
        syn::visit::visit_item_macro(self, item);
    }
}
