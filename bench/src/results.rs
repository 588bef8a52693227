//! Results of the previous run, saved below `target/bench`.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

/// Folder of the results and of the other files that the benchmark writes.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench")
}

/// Results by name, with those of the previous run.
pub struct Results<T> {
    file: PathBuf,
    before: BTreeMap<String, T>,
    results: BTreeMap<String, T>,
}

impl<T: Serialize + DeserializeOwned> Results<T> {
    /// Loads the results of the previous run of this kind, if there was one.
    pub fn open(kind: &str) -> Self {
        let file = folder().join(kind).with_extension("json");
        let before = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { file, before, results: BTreeMap::new() }
    }

    /// Result of this name in the previous run.
    pub fn before(&self, name: &str) -> Option<&T> {
        self.before.get(name)
    }

    /// Adds a result.
    pub fn add(&mut self, name: String, result: T) {
        self.results.insert(name, result);
    }

    /// Saves the results for the next run to compare with. Results that this run did not measure stay unchanged.
    pub fn write(self) -> Result<(), Box<dyn Error>> {
        let Self { file, mut before, results } = self;
        before.extend(results);
        fs::create_dir_all(folder())?;
        Ok(fs::write(file, serde_json::to_vec_pretty(&before)?)?)
    }
}
