//! Looking at a picture: decoded within limits, turned as its camera says, made small, encoded anew.

use std::io::Cursor;

use fast_image_resize::{FilterType, ResizeAlg, ResizeError, ResizeOptions, Resizer};
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits};
use ring::digest::{SHA256, digest};

use super::{Logo, Room, unfit};
use crate::refused::Problem;

/// The most bytes that are looked at.
pub const LARGEST: usize = 1024 * 1024;

/// The most pixels of a side; a picture of both has 64 MiB at four bytes a pixel.
const LONGEST: u32 = 4_096;

/// The most bytes that a decoder may ask for.
const MEMORY: u64 = 64 * 1024 * 1024;

/// The picture in `bytes`, PNG, JPEG or GIF (of an animation the first frame), made to fit `room`. Never made larger.
/// Takes up to half a second of a core: not for a thread that answers requests.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(bytes: &[u8], room: Room) -> Result<Logo, Problem> {
    let picture = decoded(bytes)?.into_rgba8().into();
    let picture = fitted(picture, room).map_err(|error| unfit(format!("cannot be kept: {error}")))?.into_rgba8();
    let (width, height) = picture.dimensions();
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, PngFilter::Adaptive)
        .write_image(&picture, width, height, image::ExtendedColorType::Rgba8)
        .map_err(|error| unfit(format!("cannot be kept: {error}")))?;
    let id = hex::encode(&digest(&SHA256, &png).as_ref()[..16]);
    Ok(Logo { id, picture: png })
}

fn decoded(bytes: &[u8]) -> Result<DynamicImage, Problem> {
    if bytes.len() > LARGEST {
        return Err(unfit(format!("at most {LARGEST} bytes")));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| not_a_picture())?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif)) {
        return Err(not_a_picture());
    }
    let mut limits = Limits::no_limits();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST), Some(LONGEST));
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    if decoder.total_bytes() > MEMORY {
        return Err(too_large());
    }
    let turned = decoder.orientation().map_err(|error| refused(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    picture.apply_orientation(turned);
    Ok(picture)
}

/// `picture`, with four channels, made small. What cannot be seen gives its neighbours no colour: a picture that is
/// transparent around its edge would have a dark one otherwise.
fn fitted(picture: DynamicImage, room: Room) -> Result<DynamicImage, ResizeError> {
    let ((most_wide, most_high), (width, height)) = (room.pixels(), (picture.width(), picture.height()));
    if width <= most_wide && height <= most_high {
        return Ok(picture);
    }
    let scaled = |side: u32, most: u32, of: u32| {
        let rounded = (u64::from(side) * u64::from(most) + u64::from(of) / 2) / u64::from(of);
        u32::try_from(rounded).unwrap_or(most).max(1)
    };
    let wide = u64::from(width) * u64::from(most_high) >= u64::from(height) * u64::from(most_wide);
    let (width, height) = match wide {
        true => (most_wide, scaled(height, most_wide, width)),
        false => (scaled(width, most_high, height), most_high),
    };
    let mut small = DynamicImage::new_rgba8(width, height);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize(&picture, &mut small, &options)?;
    Ok(small)
}

fn refused(error: &ImageError) -> Problem {
    match error {
        ImageError::Limits(_) => too_large(),
        _ => not_a_picture(),
    }
}

fn not_a_picture() -> Problem {
    unfit("give a whole picture as PNG, JPEG or GIF")
}

fn too_large() -> Problem {
    unfit(format!("at most {LONGEST} by {LONGEST} pixels"))
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::GifEncoder;
    use image::codecs::jpeg::JpegEncoder;
    use image::{Frame, Rgba, RgbaImage};

    use super::*;

    const RED: Rgba<u8> = Rgba([204, 51, 51, 255]);

    fn red(width: u32, height: u32) -> DynamicImage {
        RgbaImage::from_pixel(width, height, RED).into()
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn size(logo: &Logo) -> (u32, u32) {
        let picture = image::load_from_memory_with_format(&logo.picture, ImageFormat::Png).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn every_kind_becomes_a_png_that_fits_and_none_is_made_larger() {
        for format in [ImageFormat::Png, ImageFormat::Gif] {
            let sent = encoded(&red(1_000, 500), format);
            assert_eq!(size(&read(&sent, Room::Tile).unwrap()), (144, 72), "{format:?}");
            assert_eq!(size(&read(&sent, Room::Banner).unwrap()), (192, 96), "{format:?}");
        }
        let mut jpeg = Vec::new();
        JpegEncoder::new(&mut jpeg).encode_image(&red(300, 300).into_rgb8()).unwrap();
        assert_eq!(size(&read(&jpeg, Room::Tile).unwrap()), (144, 144));
        assert_eq!(size(&read(&encoded(&red(7, 9), ImageFormat::Png), Room::Tile).unwrap()), (7, 9));
    }

    #[test]
    fn what_cannot_be_seen_colours_nothing() {
        let black = Rgba([0, 0, 0, 0]);
        let disc = RgbaImage::from_fn(600, 600, |x, y| {
            if x.abs_diff(300).pow(2) + y.abs_diff(300).pow(2) < 62_500 { RED } else { black }
        });
        let small = read(&encoded(&disc.into(), ImageFormat::Png), Room::Tile).unwrap();
        let small = image::load_from_memory(&small.picture).unwrap().into_rgba8();
        assert_eq!((small.get_pixel(0, 0)[3], small.get_pixel(72, 72)), (0, &RED));
        let edge: Vec<_> = small.pixels().filter(|pixel| (64..255).contains(&pixel[3])).collect();
        assert!(edge.len() > 50 && edge.iter().all(|pixel| pixel[0].abs_diff(204) < 8), "{edge:?}");
    }

    #[test]
    fn the_longest_sliver_keeps_a_side_of_one() {
        assert_eq!(size(&read(&encoded(&red(4_096, 1), ImageFormat::Png), Room::Tile).unwrap()), (144, 1));
        assert_eq!(size(&read(&encoded(&red(1, 4_096), ImageFormat::Png), Room::Banner).unwrap()), (1, 96));
    }

    #[test]
    fn the_same_content_has_the_same_id_whatever_was_written_beside_it() {
        let (plain, commented) = (encoded(&red(4, 4), ImageFormat::Png), with_text(&red(4, 4).into_rgba8()));
        assert!(commented.windows(6).any(|part| part == b"<html>"));
        let (plain, commented) = (read(&plain, Room::Tile).unwrap(), read(&commented, Room::Tile).unwrap());
        assert_eq!(plain, commented);
        assert_eq!(plain.id.len(), 32);
        assert!(!plain.picture.windows(4).any(|part| part == b"tEXt"));
        assert_ne!(read(&encoded(&red(5, 4), ImageFormat::Png), Room::Tile).unwrap().id, plain.id);
    }

    /// A PNG with a comment: 4 by 4, RGBA.
    fn with_text(pixels: &[u8]) -> Vec<u8> {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, 4, 4);
        encoder.set_color(png::ColorType::Rgba);
        encoder.add_text_chunk("Comment".into(), "<html><script>alert(1)</script>".into()).unwrap();
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        png
    }

    #[test]
    fn of_an_animation_the_first_frame_is_taken() {
        let mut gif = Vec::new();
        let green = RgbaImage::from_pixel(8, 8, Rgba([0, 255, 0, 255]));
        let mut encoder = GifEncoder::new(&mut gif);
        encoder.encode_frames([Frame::new(red(8, 8).into_rgba8()), Frame::new(green)]).unwrap();
        drop(encoder);
        let first = image::load_from_memory(&read(&gif, Room::Tile).unwrap().picture).unwrap().into_rgba8();
        assert_eq!(first.get_pixel(3, 3), &RED);
    }

    #[test]
    fn what_is_too_large_broken_or_no_picture_is_refused() {
        let bomb = encoded(&red(LONGEST + 1, 1), ImageFormat::Png);
        assert!(read(&bomb, Room::Tile).unwrap_err().says.contains("pixels"));
        let whole = encoded(&red(64, 64), ImageFormat::Png);
        let claims = {
            // The header says 65,535 by 65,535, whatever follows.
            let mut bytes = whole.clone();
            bytes[16..24].copy_from_slice(&[0, 0, 255, 255, 0, 0, 255, 255]);
            bytes
        };
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
        let large = [whole.clone(), vec![0; LARGEST]].concat();
        for bytes in [Vec::new(), b"GIF89a".to_vec(), whole[..60].to_vec(), claims, svg, large, b"BM6".to_vec()] {
            assert!(read(&bytes, Room::Tile).is_err(), "{:?}", &bytes[..bytes.len().min(8)]);
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
        #[test]
        fn nothing_that_is_sent_makes_it_panic(at in 0_usize..200, byte: u8, cut in 0_usize..200) {
            let mut bytes = encoded(&red(16, 16), ImageFormat::Gif);
            let length = bytes.len();
            bytes[at % length] = byte;
            bytes.truncate(length - cut % length);
            let _ = read(&bytes, Room::Tile);
        }
    }
}
