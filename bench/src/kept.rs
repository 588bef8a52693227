//! Results of the run before, kept below `target/bench`, and how results are written.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::Duration,
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

/// Whole microseconds, as results keep times.
pub fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
}

/// Microseconds as people read them.
pub fn millis(micros: u64) -> String {
    format!("{}.{:02} ms", micros / 1_000, micros % 1_000 / 10)
}

/// Prints a line of a report.
#[expect(clippy::print_stdout, reason = "reports are what this program is for")]
pub fn line(text: &str) {
    println!("{text}");
}
