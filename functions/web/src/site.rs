//! Static files of `web/`. A debug build reads them at the start, so that changes to a page need no build; a release
//! build embeds them.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use axum::body::Bytes;
use axum_extra::headers::ETag;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::minify::{minify, minify_script};

/// Placeholder in the files for the path of the assets.
const PLACEHOLDER: &str = "%ASSETS%";

/// Source of the preparation of files, which decides on what is served as well.
const PREPARATION: [&str; 2] = [include_str!("minify.rs"), include_str!("site.rs")];

/// Bytes of a hash that distinguish two versions.
const HASH_LENGTH: usize = 8;

#[derive(RustEmbed)]
#[folder = "../../web"]
#[include = "*.html"]
#[include = "*.js"]
#[include = "*.css"]
#[include = "*.svg"]
#[include = "*.png"]
#[include = "*.webmanifest"]
struct Sources;

/// The API's document, which `local` makes; a test compares it with the code.
#[derive(RustEmbed)]
#[folder = "../../docs"]
#[include = "openapi.json"]
struct Documents;

/// All files of one version.
pub(crate) struct Site {
    version: String,
    /// Files by their paths in `web/`.
    files: BTreeMap<String, Source>,
}

/// A file as it was written. It is prepared when it is served first, since a function serves few of them.
struct Source {
    bytes: Cow<'static, [u8]>,
    hash: [u8; 32],
    file: OnceLock<Option<File>>,
}

/// A static file, ready to be served.
pub(crate) struct File {
    pub content_type: &'static str,
    pub etag: ETag,
    pub bytes: Bytes,
}

impl Site {
    /// Loads the files that this build embeds, or finds on disk.
    pub fn embedded() -> Self {
        let source = |path: &str| Sources::get(path).or_else(|| Documents::get(path)).map(Source::from);
        let paths = Sources::iter().chain(Documents::iter());
        Self::of(paths.filter_map(|path| Some((path.to_string(), source(&path)?))).collect())
    }

    fn of(files: BTreeMap<String, Source>) -> Self {
        Self { version: version(&files), files }
    }

    /// Returns the file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        let source = self.files.get(path)?;
        source.file.get_or_init(|| File::new(path, &source.bytes, &format!("/assets/{}", self.version))).as_ref()
    }

    /// Returns the file at a path, if it is an asset of this version: neither a page nor a document.
    pub fn asset(&self, version: &str, path: &str) -> Option<&File> {
        let is_asset = ![".html", ".json", ".webmanifest"].iter().any(|ending| path.ends_with(ending));
        self.file(path).filter(|_| version == self.version && is_asset)
    }
}

impl From<EmbeddedFile> for Source {
    fn from(file: EmbeddedFile) -> Self {
        Self { bytes: file.data, hash: file.metadata.sha256_hash(), file: OnceLock::new() }
    }
}

impl File {
    /// Prepares a file; `None` for types that are not served.
    fn new(path: &str, source: &[u8], assets: &str) -> Option<Self> {
        let content_type = content_type(path)?;
        let text = || String::from_utf8_lossy(source);
        let bytes = match path.rsplit_once('.') {
            Some((_, "js")) => minify_script(&text()).replace(PLACEHOLDER, assets).into(),
            Some((_, "css")) => minify(&text()).replace(PLACEHOLDER, assets).into(),
            Some((_, "html" | "webmanifest")) => text().replace(PLACEHOLDER, assets).into(),
            _ => Bytes::copy_from_slice(source),
        };
        let etag = format!("\"{}\"", hex(Sha256::new_with_prefix(&bytes))).parse().ok()?;
        Some(Self { content_type, etag, bytes })
    }
}

fn content_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "html" => Some("text/html; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "json" => Some("application/json"),
        "webmanifest" => Some("application/manifest+json"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        _ => None,
    }
}

/// Hash of all files' paths and contents; it changes if any file is changed, added, removed or renamed, or if they
/// are prepared otherwise.
fn version(files: &BTreeMap<String, Source>) -> String {
    let mut hash = Sha256::new_with_prefix(PREPARATION.concat());
    for (path, source) in files {
        hash.update(path.len().to_be_bytes());
        hash.update(path);
        hash.update(source.hash);
    }
    hex(hash)
}

fn hex(hash: Sha256) -> String {
    format!("{:x}", Bytes::copy_from_slice(&hash.finalize()[..HASH_LENGTH]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(sources: &[(&str, &str)]) -> Site {
        let source = |text: &str| Source {
            bytes: text.as_bytes().to_vec().into(),
            hash: Sha256::digest(text).into(),
            file: OnceLock::new(),
        };
        Site::of(sources.iter().map(|&(path, text)| (path.to_owned(), source(text))).collect())
    }

    fn text(file: Option<&File>) -> String {
        file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default()
    }

    #[test]
    fn any_change_of_any_file_changes_the_version() {
        let sites = [
            site(&[("a.js", "1"), ("b.css", "2")]),
            site(&[("a.js", "1"), ("b.css", "3")]),
            site(&[("a.js", "1"), ("c.css", "2")]),
            site(&[("a.js", "1")]),
            site(&[("a.js", "1b"), (".css", "2")]),
        ];
        let versions: std::collections::HashSet<_> = sites.iter().map(|site| &site.version).collect();
        assert_eq!(versions.len(), sites.len());
    }

    #[test]
    fn text_files_get_the_path_of_the_assets_and_their_own_etag() {
        let site = site(&[("page.html", "<link href=\"%ASSETS%/a.css\">"), ("a.css", "b { }"), ("c.svg", "%ASSETS%")]);
        let assets = format!("/assets/{}", site.version);
        assert_eq!(text(site.file("page.html")), format!("<link href=\"{assets}/a.css\">"));
        assert_eq!(text(site.asset(&site.version, "c.svg")), "%ASSETS%");
        assert!(site.file("page.html").map(|file| &file.etag) != site.file("a.css").map(|file| &file.etag));
    }

    #[test]
    fn assets_are_the_files_of_this_version_except_pages_and_documents() {
        let site = site(&[("page.html", ""), ("a.js", ""), ("b.json", "")]);
        assert!(site.asset(&site.version, "a.js").is_some());
        assert!(site.asset("0123456789abcdef", "a.js").is_none());
        assert!(["page.html", "b.json", "../a.js", ""].iter().all(|path| site.asset(&site.version, path).is_none()));
    }
}
