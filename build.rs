//! Puts the stylesheets, scripts and pictures that Copse serves into the program: named after their content,
//! compressed once, and free of fonts, addresses and marks that belong to others. Third-party code comes from
//! npm and is never committed.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use sha2::{Digest, Sha256};

const GOVUK: &str = "govuk-frontend/dist/govuk";
const MOJ: &str = "@ministryofjustice/frontend/moj";
const AUTOCOMPLETE: &str = "accessible-autocomplete/dist/accessible-autocomplete.min";

/// The only pictures taken from the packages. Everything else there (crowns, crests, icons of editors we do not
/// have) stays out, and a rule that wants it gets `none`.
const ICONS: [&str; 3] = ["icon-close-cross-black.svg", "icon-tag-remove-cross.svg", "icon-tag-remove-cross-white.svg"];

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script where things are in the environment")]
fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    for path in ["build.rs", "package-lock.json", "static", "node_modules/.package-lock.json"] {
        println!("cargo::rerun-if-changed={path}");
    }
    install_packages(&root);
    let mut assets = Assets::in_folder(out.join("assets"));
    add_pictures(&root, &mut assets);
    add_stylesheet(&root, &mut assets);
    add_scripts(&root, &mut assets);
    write(&out.join("assets.rs"), assets.table().as_bytes());
}

/// A fresh checkout has no packages: fetch exactly what the lock file names, and run none of their scripts.
fn install_packages(root: &Path) {
    if root.join("node_modules/.package-lock.json").exists() {
        return;
    }
    let npm = Command::new("npm").args(["ci", "--ignore-scripts", "--omit=dev"]).current_dir(root).status();
    assert!(
        npm.is_ok_and(|status| status.success()),
        "The front-end packages are missing and `npm ci` could not fetch them. Install Node.js 20 or newer with npm \
         (on Debian: apt install nodejs npm), or run `npm ci` in this folder where there is a network, then build again."
    );
}

fn add_pictures(root: &Path, assets: &mut Assets) {
    for icon in ICONS {
        assets.add(icon, fs::read(root.join("node_modules").join(MOJ).join("assets/images").join(icon)).expect(icon));
    }
    for picture in files(&root.join("static"), "svg") {
        assets.add(&name_of(&picture), fs::read(&picture).expect("a picture can be read"));
    }
}

/// One sheet, so that a first visit waits for one file: the base, the patterns on it, then ours, which wins.
fn add_stylesheet(root: &Path, assets: &mut Assets) {
    let packages = root.join("node_modules");
    let mut sheet = String::from("@charset \"UTF-8\";\n");
    for path in [
        format!("{GOVUK}/govuk-frontend.min.css"),
        format!("{MOJ}/moj-frontend.min.css"),
        format!("{AUTOCOMPLETE}.css"),
    ] {
        sheet.push_str(&without_others_marks(&read(&packages.join(path)), assets));
    }
    for path in files(&root.join("static/css"), "css") {
        sheet.push_str(&with_our_addresses(&read(&path), assets));
    }
    refuse_foreign_addresses(&sheet);
    assets.add("copse.css", sheet.into_bytes());
}

/// GDS Transport and the crown are for GOV.UK alone, and a font from elsewhere would be against our own policy.
fn without_others_marks(sheet: &str, assets: &Assets) -> String {
    let mut sheet = without_source_map(sheet).replace("@charset \"UTF-8\";", "");
    while let Some(start) = sheet.find("@font-face") {
        let end = sheet[start..].find('}').expect("a font rule ends") + start;
        sheet.replace_range(start..=end, "");
    }
    sheet = sheet.replace("GDS Transport,arial,sans-serif", "var(--copse-font)");
    with_our_addresses(&sheet, assets)
}

/// Every picture a sheet asks for is one we serve, by its hashed name, or none.
fn with_our_addresses(sheet: &str, assets: &Assets) -> String {
    let mut result = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(start) = rest.find("url(/assets/") {
        let end = start + rest[start..].find(')').expect("an address ends");
        let file = rest[start..end].rsplit('/').next().expect("an address has a last part");
        result.push_str(&rest[..start]);
        match assets.hashed(file) {
            Some(hashed) => write!(result, "url(/assets/{hashed})").expect("text can grow"),
            None => result.push_str("none"),
        }
        rest = &rest[end + 1..];
    }
    result + rest
}

fn refuse_foreign_addresses(sheet: &str) {
    for part in sheet.split("url(").skip(1) {
        assert!(part.starts_with("/assets/"), "a stylesheet asks for {}", part.split(')').next().unwrap_or_default());
    }
    for mark in ["@font-face", "@import", "GDS Transport", "crest.svg", "crown."] {
        assert!(!sheet.contains(mark), "the stylesheet still holds {mark}");
    }
}

/// The packages first, then our own modules, and `copse.js` last, since it names the others.
fn add_scripts(root: &Path, assets: &mut Assets) {
    let packages = root.join("node_modules");
    let theirs = [
        ("govuk.js", format!("{GOVUK}/govuk-frontend.min.js")),
        ("moj.js", format!("{MOJ}/moj-frontend.min.js")),
        ("autocomplete.js", format!("{AUTOCOMPLETE}.js")),
    ];
    for (name, path) in theirs {
        assets.add(name, without_source_map(&read(&packages.join(path))).into_bytes());
    }
    let mut ours = files(&root.join("static"), "js");
    ours.sort_by_key(|path| name_of(path) == "copse.js");
    for path in ours {
        let script = with_hashed_imports(&read(&path), assets);
        assets.add(&name_of(&path), script.into_bytes());
    }
}

fn with_hashed_imports(script: &str, assets: &Assets) -> String {
    assets.made.iter().fold(script.to_owned(), |script, asset| {
        script.replace(&format!("\"./{}\"", asset.logical), &format!("\"./{}\"", asset.hashed))
    })
}

fn without_source_map(text: &str) -> String {
    let end = ["/*# sourceMappingURL", "//# sourceMappingURL"].iter().filter_map(|mark| text.rfind(mark)).min();
    text[..end.unwrap_or(text.len())].to_owned()
}

/// What has been made so far.
struct Assets {
    folder: PathBuf,
    made: Vec<Asset>,
}

/// One file to serve: the name templates use, and the name that changes with its content.
struct Asset {
    logical: String,
    hashed: String,
}

impl Assets {
    fn in_folder(folder: PathBuf) -> Self {
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the old assets can be removed");
        }
        fs::create_dir_all(&folder).expect("a folder for assets can be made");
        Self { folder, made: Vec::new() }
    }

    fn add(&mut self, logical: &str, bytes: Vec<u8>) {
        let hash: String = Sha256::digest(&bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let (stem, extension) = logical.rsplit_once('.').expect("an asset has an extension");
        let hashed = format!("{stem}.{hash}.{extension}");
        write(&self.folder.join(&hashed), &bytes);
        write(&self.folder.join(format!("{hashed}.br")), &brotli(&bytes));
        write(&self.folder.join(format!("{hashed}.gz")), &gzip(&bytes));
        self.made.push(Asset { logical: logical.to_owned(), hashed });
    }

    fn hashed(&self, logical: &str) -> Option<&str> {
        self.made.iter().find(|asset| asset.logical == logical).map(|asset| asset.hashed.as_str())
    }

    /// The Rust table that `src/web/assets.rs` includes.
    fn table(&self) -> String {
        let mut table = String::from("static ASSETS: &[Asset] = &[\n");
        for Asset { logical, hashed } in &self.made {
            let file = |ending: &str| self.folder.join(format!("{hashed}{ending}"));
            writeln!(
                table,
                "Asset {{ logical: {logical:?}, url: {:?}, mime: {:?}, plain: include_bytes!({:?}), \
                 brotli: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
                format!("/assets/{hashed}"),
                mime(hashed),
                file(""),
                file(".br"),
                file(".gz"),
            )
            .expect("text can grow");
        }
        table + "];\n"
    }
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => panic!("no media type is known for {name}"),
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut result = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &*bytes, &mut result, &parameters).expect("memory can be compressed");
    result
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory can be compressed");
    encoder.finish().expect("memory can be compressed")
}

/// The files of a folder with this extension, in the order of their names.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().expect("a file has a name").to_string_lossy().into_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
