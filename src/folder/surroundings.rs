//! The folder that a plan belongs to.

use std::path::{Path, PathBuf};

use crate::store::Roots;

/// Returns the folder whose plans stand beside the one at `plan`: the repository's, else its own. From the current
/// folder where it lies in that, else from the root of the file system.
pub fn around(plan: &Path) -> PathBuf {
    let folder = Roots::of(plan).top().to_owned();
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let inside = here.and_then(|here| folder.strip_prefix(here).ok().map(Path::to_owned));
    match inside {
        Some(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
        Some(inside) => inside,
        None => folder,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn plans_of_a_repository_stand_together() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("docs/plans")).unwrap();
        fs::write(top.join("docs/plans/a.md"), "").unwrap();
        assert_eq!(around(&top.join("docs/plans/a.md")), top.join("docs/plans"));
        fs::create_dir(top.join(".git")).unwrap();
        assert_eq!(around(&top.join("docs/plans/a.md")), top);
    }
}
