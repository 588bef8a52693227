//! Results of the run before, kept below `target/bench`.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

/// Where results are kept, and whatever else the benchmark makes.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench")
}

/// Results by name, beside those of the run before.
pub struct Kept<T> {
    file: PathBuf,
    before: BTreeMap<String, T>,
    results: BTreeMap<String, T>,
}

impl<T: Serialize + DeserializeOwned> Kept<T> {
    /// No results yet, and those of the last run of this kind, if there was one.
    pub fn open(kind: &str) -> Self {
        let file = folder().join(kind).with_extension("json");
        let before = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { file, before, results: BTreeMap::new() }
    }

    /// What the last run had under this name.
    pub fn before(&self, name: &str) -> Option<&T> {
        self.before.get(name)
    }

    /// Takes a result.
    pub fn add(&mut self, name: String, result: T) {
        self.results.insert(name, result);
    }

    /// Keeps the results for the next run to compare with. What was not measured this time stays as it was.
    pub fn write(self) -> Result<(), Box<dyn Error>> {
        let Self { file, mut before, results } = self;
        before.extend(results);
        fs::create_dir_all(folder())?;
        Ok(fs::write(file, serde_json::to_vec_pretty(&before)?)?)
    }
}
