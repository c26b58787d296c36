//! Whether the file can be written, as far as rights tell.

use std::path::Path;

/// Whether the file can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It can, or nothing is known against it.
    Full,
    /// It cannot; why, in words: `its file system is mounted read-only`.
    ReadOnly(String),
}

/// Returns whether the file at `target` can be written.
///
/// The system is asked (access(2)). A file without any write bit counts as read-only even where the system would let
/// root write it, as in vim: somebody wants it left alone.
pub(super) fn of(target: &Path) -> Access {
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::Access as Wanted;
    use rustix::io::Errno;

    let Ok(metadata) = std::fs::metadata(target) else {
        return Access::Full;
    };
    let mode = metadata.mode() & 0o7777;
    if mode & 0o222 == 0 {
        return Access::ReadOnly(format!("its mode {mode:04o} lets nobody write"));
    }
    let why = match rustix::fs::access(target, Wanted::WRITE_OK) {
        Ok(()) | Err(Errno::NOENT) => return Access::Full,
        Err(Errno::ROFS) => "its file system is mounted read-only".to_owned(),
        Err(Errno::PERM) => "it is marked as immutable".to_owned(),
        Err(Errno::ACCESS) => {
            let me = rustix::process::getuid().as_raw();
            format!("its mode is {mode:04o}, it belongs to user {}, you are user {me}", metadata.uid())
        }
        Err(other) => other.to_string(),
    };
    Access::ReadOnly(why)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn rights_are_told_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        assert_eq!(of(&path), Access::Full, "a missing file is somebody else's message");
        fs::write(&path, "").unwrap();
        for (mode, expected) in [
            (0o644, Access::Full),
            (0o200, Access::Full),
            (0o444, Access::ReadOnly("its mode 0444 lets nobody write".to_owned())),
            (0o000, Access::ReadOnly("its mode 0000 lets nobody write".to_owned())),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(of(&path), expected, "{mode:o}");
        }
    }

    #[test]
    fn a_right_of_others_does_not_help() {
        if rustix::process::getuid().is_root() {
            println!("skipped: root may write any file");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o466)).unwrap();
        let Access::ReadOnly(why) = of(&path) else { panic!("the owner may not write a file of mode 0466") };
        assert!(why.starts_with("its mode is 0466, it belongs to user "), "{why}");
    }
}
