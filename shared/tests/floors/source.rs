//! The modules of a crate, and what each uses of the others.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use syn::{
    ItemMod, ItemUse, Macro, UseTree, Visibility,
    visit::{Visit, visit_item_mod, visit_path},
};

/// A use of one module by another; both are files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The user.
    pub by: String,
    /// The module that defines what is used.
    pub module: String,
}

/// The modules of a crate by their paths; the crate's root has the path `[]`.
pub struct Source(BTreeMap<Vec<String>, Module>);

#[derive(Default)]
struct Module {
    /// Absolute paths that are used, except by re-exports of the module's own parts.
    used: BTreeSet<Vec<String>>,
    /// Absolute paths of imported names.
    names: BTreeMap<String, Vec<String>>,
}

impl Source {
    /// Reads all files of a folder.
    pub fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let name = path.strip_prefix(folder)?.to_str().ok_or("a name that isn't text")?.to_owned();
                    files.push((name, fs::read_to_string(&path)?));
                }
            }
        }
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Self::parse(&files)
    }

    /// Parses files, each with its name and text.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Box<dyn Error>> {
        let paths: BTreeSet<Vec<String>> = files.iter().map(|(name, _)| module_path(name)).collect();
        let mut modules = BTreeMap::new();
        for (name, text) in files {
            let path = module_path(name);
            let mut reader =
                Reader { modules: &paths, here: path.clone(), depth: path.len(), module: Module::default() };
            reader.visit_file(&syn::parse_file(text).map_err(|error| format!("{name}: {error}"))?);
            modules.insert(path, reader.module);
        }
        Ok(Self(modules))
    }

    /// The modules of the root.
    pub fn areas(&self) -> BTreeSet<&str> {
        self.0.keys().filter_map(|path| path.first().map(String::as_str)).collect()
    }

    /// All uses of one file by another.
    pub fn uses(&self) -> Vec<Use> {
        let uses = self.0.iter().flat_map(|(by, module)| {
            let used: BTreeSet<Vec<String>> = module.used.iter().map(|path| self.definition(path)).collect();
            let others = used.into_iter().filter(move |path| path != by && !path.is_empty());
            others.map(|path| Use { by: by.join("::"), module: path.join("::") })
        });
        uses.collect()
    }

    /// The module that defines the name at the end of an absolute path.
    fn definition(&self, path: &[String]) -> Vec<String> {
        let mut module: Vec<String> = Vec::new();
        for (at, name) in path.iter().enumerate() {
            let child: Vec<String> = module.iter().chain([name]).cloned().collect();
            if self.0.contains_key(&child) {
                module = child;
                continue;
            }
            let import = self.0.get(&module).and_then(|module| module.names.get(name));
            return match import {
                Some(import) => self.definition(&[import, &path[at + 1..]].concat()),
                None => module,
            };
        }
        module
    }
}

/// `ops/rooms/mod.rs` is `ops::rooms`, `push.rs` is `push`, `lib.rs` is the root.
fn module_path(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut path: Vec<String> = path.collect();
    path.pop_if(|last| ["mod", "lib"].contains(&last.as_str()));
    path
}

/// Reads one file.
struct Reader<'a> {
    modules: &'a BTreeSet<Vec<String>>,
    /// Path of the module that is being read: the file's, or one inside of it.
    here: Vec<String>,
    /// Length of the file's path.
    depth: usize,
    module: Module,
}

impl Reader<'_> {
    /// The absolute path, without the crate; `None` for one of another crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => Vec::new(),
            "self" => self.here.clone(),
            "super" => self.here.split_last()?.1.to_vec(),
            name => {
                let child: Vec<String> = self.here.iter().cloned().chain([name.to_owned()]).collect();
                return self.modules.contains(&child).then(|| [&child, rest].concat());
            }
        };
        let supers = rest.iter().take_while(|name| *name == "super").count();
        base.truncate(base.len().checked_sub(supers)?);
        Some([&base, &rest[supers..]].concat())
    }

    fn record(&mut self, path: &[String]) {
        let path = self.absolute(path);
        self.module.used.extend(path);
    }

    fn import(&mut self, tree: &UseTree, mut prefix: Vec<String>, is_reexport: bool) {
        let (path, name) = match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                return self.import(&path.tree, prefix, is_reexport);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(tree, prefix.clone(), is_reexport));
            }
            UseTree::Glob(_) => (prefix, None),
            UseTree::Name(name) if name.ident == "self" => {
                let name = prefix.last().cloned();
                (prefix, name)
            }
            UseTree::Name(name) => {
                prefix.push(name.ident.to_string());
                (prefix, Some(name.ident.to_string()))
            }
            UseTree::Rename(rename) => {
                prefix.push(rename.ident.to_string());
                (prefix, Some(rename.rename.to_string()))
            }
        };
        let Some(path) = self.absolute(&path) else { return };
        if !is_reexport || !path.starts_with(&self.here) {
            self.module.used.insert(path.clone());
        }
        if let Some(name) = name.filter(|_| self.here.len() == self.depth) {
            self.module.names.insert(name, path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&item.tree, Vec::new(), !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.here.push(item.ident.to_string());
        visit_item_mod(self, item);
        self.here.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 {
            self.record(&names);
        }
        visit_path(self, path);
    }

    /// The tokens of a macro aren't parsed: `crate :: model :: Room`, and `super` likewise.
    fn visit_macro(&mut self, found: &'ast Macro) {
        let text = found.tokens.to_string();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        for (at, _) in words.iter().enumerate().filter(|(_, word)| ["crate", "super"].contains(word)) {
            let names = words[at..].chunks(2).take_while(|pair| pair.get(1).is_none_or(|word| *word == "::"));
            let names: Vec<String> = names.map(|pair| pair[0].to_owned()).collect();
            let last = words.get(at + 2 * names.len()).map(|word| (*word).to_owned());
            self.record(&names.into_iter().chain(last).collect::<Vec<_>>());
        }
        visit_path(self, &found.path);
    }
}
