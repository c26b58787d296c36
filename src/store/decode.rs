//! From bytes to text: UTF-8, kept byte for byte, or a reason why not.

use super::Fault;

/// How many bytes are looked at for the pattern of UTF-16.
const SAMPLE: usize = 256;

/// How many bytes of what is no UTF-8 are looked through for a NUL, which other encodings do not have but UTF-16 and UTF-32.
const BEGINNING: usize = 8000;

/// Returns `bytes` as text. A byte order mark, NULs and line endings stay as they are.
///
/// # Errors
/// [`Fault::Utf16`], [`Fault::Binary`] and [`Fault::InvalidUtf8`].
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Fault> {
    if let Some(encoding) = utf16(&bytes) {
        return Err(Fault::Utf16 { encoding });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        if bytes[..bytes.len().min(BEGINNING)].contains(&0) {
            return Fault::Binary;
        }
        let line = bytes[..offset].split(|&byte| byte == b'\n').count();
        Fault::InvalidUtf8 { line, offset, byte: bytes[offset] }
    })
}

/// Returns which UTF-16 this is, by its byte order mark (Unicode 16.0, section 23.8), or, without one, by a NUL in
/// every second byte of its beginning: Latin letters look so, and NULs are valid UTF-8 too.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    const LITTLE: Option<&str> = Some("UTF-16LE");
    const BIG: Option<&str> = Some("UTF-16BE");
    match bytes {
        [0xff, 0xfe, ..] => return LITTLE,
        [0xfe, 0xff, ..] => return BIG,
        _ => {}
    }
    let (pairs, _) = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>();
    if pairs.len() < 2 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    if pairs.iter().all(|pair| pair[0] != 0 && pair[1] == 0) {
        LITTLE
    } else if pairs.iter().all(|pair| pair[0] == 0 && pair[1] != 0) {
        BIG
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf8_or_a_fault() {
        let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for (bytes, expected) in [
            (b"".to_vec(), "text"),
            (b"# A\r\n".to_vec(), "text"),
            (b"\xef\xbb\xbf# A".to_vec(), "text"),
            (b"a\0".to_vec(), "text"),
            (b"a\0b\0c".to_vec(), "text"),
            (b"ab\0\0".to_vec(), "text"),
            (utf16("\u{feff}# Plan", u16::to_le_bytes), "UTF-16LE"),
            (utf16("\u{feff}# Plan", u16::to_be_bytes), "UTF-16BE"),
            (utf16("# Plan", u16::to_le_bytes), "UTF-16LE"),
            (utf16("# Plan", u16::to_be_bytes), "UTF-16BE"),
            (utf16(&"# Plan\n".repeat(100), u16::to_le_bytes), "UTF-16LE"),
            (b"a\nb\nc\xe9d".to_vec(), "line 3, offset 5, 0xe9"),
            (b"a\xc3".to_vec(), "line 1, offset 1, 0xc3"),
            (b"\xed\xa0\x80".to_vec(), "line 1, offset 0, 0xed"),
            (b"\x7fELF\x02\x01\x00\xd0".to_vec(), "Binary"),
        ] {
            let shown = format!("{bytes:?}");
            let found = match decode(bytes.clone()) {
                Ok(text) => {
                    assert_eq!(text.into_bytes(), bytes);
                    "text".to_owned()
                }
                Err(Fault::Utf16 { encoding }) => encoding.to_owned(),
                Err(Fault::InvalidUtf8 { line, offset, byte }) => format!("line {line}, offset {offset}, {byte:#x}"),
                Err(fault) => format!("{fault:?}"),
            };
            assert_eq!(found, expected, "{shown}");
        }
    }
}
