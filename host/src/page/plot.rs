//! Plots as inline SVG: lines over numbers, or bars and lines over names.

use super::escaped;

/// Width, height and margins of a plot.
const SIZE: (f64, f64) = (640.0, 320.0);
const LEFT: f64 = 56.0;
const BOTTOM: f64 = 44.0;
const TOP: f64 = 28.0;
const RIGHT: f64 = 16.0;

/// Colours that differ for colour-blind readers (Okabe and Ito 2008), and dashes for print.
const LOOK: [(&str, &str); 6] = [
    ("#0072b2", ""),
    ("#d55e00", "6 3"),
    ("#009e73", "2 2"),
    ("#cc79a7", "8 3 2 3"),
    ("#e69f00", "1 3"),
    ("#56b4e9", "10 4"),
];

/// How points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line through them.
    Lines,
    /// A bar for each, over names.
    Bars,
}

/// Points of one name.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its points by rising x.
    pub points: Vec<(f64, f64)>,
}

/// A picture of one or several series.
#[derive(Clone, Debug)]
pub struct Plot {
    /// How points are drawn.
    pub kind: Kind,
    /// What x is.
    pub x: String,
    /// What y is.
    pub y: String,
    /// Names at x = 0, 1, 2 ...; numbers stand there when there are none.
    pub names: Vec<String>,
    /// The series.
    pub series: Vec<Series>,
    /// Whether the line from corner to corner is drawn.
    pub diagonal: bool,
}

impl Plot {
    /// Lines over numbers.
    pub fn lines(x: &str, y: &str, series: Vec<Series>) -> Self {
        Self { kind: Kind::Lines, x: x.into(), y: y.into(), names: Vec::new(), series, diagonal: false }
    }

    /// Points over names.
    pub fn named(kind: Kind, (x, y): (&str, &str), names: Vec<String>, series: Vec<Series>) -> Self {
        Self { kind, x: x.into(), y: y.into(), names, series, diagonal: false }
    }

    /// The plot as SVG text.
    pub fn svg(&self, title: &str) -> String {
        let (width, height) = SIZE;
        let mut out = format!(
            "<svg role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" font-family=\"system-ui,sans-serif\" font-size=\"12\"><title>{}</title>",
            escaped(title)
        );
        let scale = Scale::of(self);
        scale.axes(self, &mut out);
        for (at, series) in self.series.iter().enumerate() {
            let look = LOOK.get(at % LOOK.len()).copied().unwrap_or_default();
            match self.kind {
                Kind::Lines => scale.line(series, look, &mut out),
                Kind::Bars => scale.bars(series, (at, self.series.len()), look, &mut out),
            }
            let x = LEFT + 8.0 + 150.0 * at as f64;
            let (colour, dashes) = look;
            out.push_str(&format!(
                "<line x1=\"{x:.1}\" y1=\"12\" x2=\"{:.1}\" y2=\"12\" stroke=\"{colour}\" stroke-width=\"3\" stroke-dasharray=\"{dashes}\"/>\
                 <text x=\"{:.1}\" y=\"16\">{}</text>",
                x + 24.0, x + 30.0, escaped(&series.name)
            ));
        }
        out.push_str("</svg>");
        out
    }
}

/// From numbers to places.
struct Scale {
    x: (f64, f64),
    y: (f64, f64),
}

impl Scale {
    fn of(plot: &Plot) -> Self {
        let points = || plot.series.iter().flat_map(|series| &series.points);
        let (mut x, mut y) = ((0.0f64, 1.0f64), (0.0f64, 0.0f64));
        if plot.names.is_empty() {
            points().for_each(|point| x = (x.0.min(point.0), x.1.max(point.0)));
        } else {
            x = (-0.5, plot.names.len() as f64 - 0.5);
        }
        points().for_each(|point| y = (y.0.min(point.1), y.1.max(point.1)));
        Self { x, y: (y.0, if y.1 > y.0 { y.1 } else { y.0 + 1.0 }) }
    }

    fn at_x(&self, x: f64) -> f64 {
        LEFT + (x - self.x.0) / (self.x.1 - self.x.0) * (SIZE.0 - LEFT - RIGHT)
    }

    fn at_y(&self, y: f64) -> f64 {
        SIZE.1 - BOTTOM - (y - self.y.0) / (self.y.1 - self.y.0) * (SIZE.1 - BOTTOM - TOP)
    }

    fn axes(&self, plot: &Plot, out: &mut String) {
        let (left, right) = (LEFT, SIZE.0 - RIGHT);
        for part in 0..=4 {
            let value = self.y.0 + (self.y.1 - self.y.0) * f64::from(part) / 4.0;
            let y = self.at_y(value);
            out.push_str(&format!(
                "<line x1=\"{left}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\" stroke=\"#ddd\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                left - 6.0,
                y + 4.0,
                short(value)
            ));
        }
        let under = SIZE.1 - BOTTOM + 16.0;
        let mark = |x: f64, text: &str| {
            format!("<text x=\"{x:.1}\" y=\"{under:.1}\" text-anchor=\"middle\">{}</text>", escaped(text))
        };
        if plot.names.is_empty() {
            for part in 0..=4 {
                let value = self.x.0 + (self.x.1 - self.x.0) * f64::from(part) / 4.0;
                out.push_str(&mark(self.at_x(value), &short(value)));
            }
        }
        let every = plot.names.len().div_ceil(12).max(1);
        for (at, name) in plot.names.iter().enumerate().step_by(every) {
            out.push_str(&mark(self.at_x(at as f64), name));
        }
        if plot.diagonal {
            out.push_str(&format!(
                "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#999\" stroke-dasharray=\"3 3\"/>",
                self.at_x(self.x.0), self.at_y(self.y.0), self.at_x(self.x.1), self.at_y(self.y.1)
            ));
        }
        out.push_str(&format!(
            "<text x=\"{right}\" y=\"{:.1}\" text-anchor=\"end\" font-weight=\"bold\">{}</text>\
             <text x=\"4\" y=\"{:.1}\" font-weight=\"bold\">{}</text>",
            SIZE.1 - 8.0,
            escaped(&plot.x),
            SIZE.1 - 8.0,
            escaped(&plot.y)
        ));
    }

    fn line(&self, series: &Series, (colour, dashes): (&str, &str), out: &mut String) {
        let points: Vec<String> =
            series.points.iter().map(|(x, y)| format!("{:.1},{:.1}", self.at_x(*x), self.at_y(*y))).collect();
        out.push_str(&format!(
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\" points=\"{}\"/>",
            points.join(" ")
        ));
    }

    fn bars(&self, series: &Series, (at, of): (usize, usize), (colour, _): (&str, &str), out: &mut String) {
        let wide = 0.8 / of.max(1) as f64;
        for (x, y) in &series.points {
            let left = self.at_x(x - 0.4 + wide * at as f64);
            let right = self.at_x(x - 0.4 + wide * (at + 1) as f64);
            let (top, foot) = (self.at_y(y.max(0.0)), self.at_y(y.min(0.0)));
            out.push_str(&format!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{colour}\"/>",
                right - left,
                foot - top
            ));
        }
    }
}

/// A number on an axis.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
