//! What kind of file system a file lives on.

#[cfg(target_os = "linux")]
use std::fs::File;
use std::path::Path;

/// Returns the name of the file system that holds `path` if others can change it without this system's knowledge:
/// over a network, or by a program behind FUSE. `None` for a local one, and where it cannot be known.
#[cfg(target_os = "linux")]
pub fn remote(path: &Path) -> Option<&'static str> {
    name(&rustix::fs::statfs(path).ok()?)
}

/// Returns the same for the file system that holds `file`.
#[cfg(target_os = "linux")]
pub(super) fn remote_of(file: &File) -> Option<&'static str> {
    name(&rustix::fs::fstatfs(file).ok()?)
}

#[cfg(target_os = "linux")]
fn name(statfs: &rustix::fs::StatFs) -> Option<&'static str> {
    /// Numbers of statfs(2) and of linux/magic.h.
    const REMOTE: [(u32, &str); 12] = [
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB2"),
        (0x0102_1997, "9p"),
        (0x6573_5546, "FUSE"),
        (0x00c3_6400, "Ceph"),
        (0x5346_414f, "AFS"),
        (0x7375_7245, "Coda"),
        (0x564c, "NCP"),
        (0x0bd0_0bd0, "Lustre"),
        (0x786f_4256, "vboxsf"),
    ];
    // The field's type differs between platforms; the numbers have 32 bits on all of them.
    #[allow(clippy::cast_sign_loss)]
    let magic = statfs.f_type as u32;
    REMOTE.iter().find(|(number, _)| *number == magic).map(|&(_, name)| name)
}

/// Returns `None`: what kind of file system it is cannot be known here.
#[cfg(not(target_os = "linux"))]
pub fn remote(_path: &Path) -> Option<&'static str> {
    None
}
