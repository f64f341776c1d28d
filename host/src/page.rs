//! Sheets of figures: as text for a terminal, or as one HTML page that needs nothing else.
//!
//! A [`Sheet`] is a table, and perhaps a plot of it: whatever a plot shows stands in the table beside it. The page has no
//! script and loads nothing; its policy says so (`Content-Security-Policy`), and every text in it is escaped.
//!
//! What is *not* here: any figure. Sheets are filled from what the module answered.

use std::path::Path;

use crate::error::{Error, Result};
use crate::text::Lang;

pub mod assessment;
mod cell;
mod plot;

pub use plot::{Kind, Plot, Series};

/// A table with a title.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// What it shows.
    pub title: String,
    /// What the reader has to know.
    pub note: String,
    /// Names of the columns; the first names the row.
    pub head: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<String>>,
    /// A picture of the rows.
    pub plot: Option<Plot>,
    /// Whether it is long: left out in a terminal, folded on a page.
    pub long: bool,
}

impl Sheet {
    /// An empty table.
    pub fn new(title: impl Into<String>, head: &[&str]) -> Self {
        let head = head.iter().map(|name| (*name).to_owned()).collect();
        Self { title: title.into(), head, ..Self::default() }
    }

    /// The sheet as lines of text, columns under each other.
    pub fn lines(&self) -> Vec<String> {
        let all = || self.rows.iter().chain([&self.head]);
        let columns = all().map(Vec::len).max().unwrap_or(0);
        let wide = |at: usize| all().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(wide).collect();
        let line = |row: &Vec<String>| -> String {
            let mut line = String::new();
            for (at, (cell, wide)) in row.iter().zip(&widths).enumerate() {
                let space = " ".repeat(wide.saturating_sub(width(cell)));
                let pair = if at == 0 { [cell.as_str(), &space] } else { [space.as_str(), cell] };
                line.push_str("  ");
                pair.iter().for_each(|part| line.push_str(part));
            }
            line.trim_end().to_owned()
        };
        let mut lines = vec![String::new(), self.title.clone()];
        lines.extend(Some(&self.note).filter(|note| !note.is_empty()).cloned());
        lines.push(line(&self.head));
        lines.extend(self.rows.iter().map(line));
        lines
    }
}

/// Columns that a text takes in a terminal: two for a Chinese character.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffe6}') { 2 } else { 1 })
        .sum()
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;\
color:#1a1a1a;background:#fff}table{border-collapse:collapse;margin:.5rem 0}\
th,td{padding:.2rem .7rem;border-bottom:1px solid #ccc;text-align:right;font-variant-numeric:tabular-nums}\
th:first-child,td:first-child{text-align:left}svg{max-width:100%;height:auto}figure{margin:1rem 0}\
.w{overflow-x:auto}summary{cursor:pointer}";

/// One self-contained page of sheets.
pub fn html(title: &str, lang: Lang, lead: &[String], sheets: &[Sheet]) -> String {
    let title = escaped(title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    lead.iter().for_each(|line| page.push_str(&format!("<p>{}</p>\n", escaped(line))));
    for sheet in sheets {
        page.push_str(&format!("<h2>{}</h2>\n", escaped(&sheet.title)));
        if !sheet.note.is_empty() {
            page.push_str(&format!("<p>{}</p>\n", escaped(&sheet.note)));
        }
        if let Some(plot) = &sheet.plot {
            page.push_str(&format!("<figure>{}</figure>\n", plot.svg(&sheet.title)));
        }
        let table = table(sheet);
        if sheet.long {
            let word = lang.pick("The figures as a table", "以表格显示数据");
            page.push_str(&format!("<details><summary>{word}</summary>\n{table}</details>\n"));
        } else {
            page.push_str(&table);
        }
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Writes a file into a folder, which is made where it is not there.
///
/// # Errors
///
/// [`ErrorKind::Usage`](crate::ErrorKind::Usage) without a folder, [`ErrorKind::File`](crate::ErrorKind::File) if it
/// cannot be written.
pub fn write(folder: Option<&Path>, name: &str, text: &str) -> Result<()> {
    let folder = folder.ok_or_else(|| Error::usage(format!("{name} needs a folder: add --out DIR")))?;
    let path = folder.join(name);
    std::fs::create_dir_all(folder).map_err(|cause| Error::file("make the folder", folder, cause))?;
    std::fs::write(&path, text).map_err(|cause| Error::file("write", &path, cause))
}

fn table(sheet: &Sheet) -> String {
    let mut text = String::from("<div class=\"w\"><table>\n<thead><tr>");
    sheet.head.iter().for_each(|cell| text.push_str(&format!("<th scope=\"col\">{}</th>", escaped(cell))));
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in &sheet.rows {
        text.push_str("<tr>");
        row.iter().for_each(|cell| text.push_str(&format!("<td>{}</td>", escaped(cell))));
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table></div>\n");
    text
}

/// A text inside HTML or SVG; control characters are shown as such.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::text::printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new("a <b>", &["name", "数"]);
        sheet.rows =
            vec![vec!["<script>alert(1)</script>".into(), "1".into()], vec!["客户".into(), "22".into()]];
        let series = Series { name: "\"x\" & y".into(), points: vec![(0.0, 0.0), (1.0, 0.5)] };
        sheet.plot = Some(Plot::lines("x", "y", vec![series]));
        sheet
    }

    #[test]
    fn a_page_has_no_script_and_every_text_is_escaped() {
        let page = html("T & <T>", Lang::En, &["<p>".into()], &[sheet()]);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(page.contains("T &amp; &lt;T&gt;") && page.contains("&quot;x&quot; &amp; y"));
        assert!(
            page.contains("default-src 'none'") && !page.contains("http://") && !page.contains("https://")
        );
    }

    #[test]
    fn columns_stand_under_each_other_whatever_the_script() {
        let lines = sheet().lines();
        assert_eq!(lines[3], "  <script>alert(1)</script>   1");
        assert_eq!(lines[4], format!("  客户{}  22", " ".repeat(21)));
    }
}
