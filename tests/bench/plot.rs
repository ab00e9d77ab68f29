//! Plots as SVG, written by hand: a light card with dark text, so that it can be read on a light page and on a dark one.

use std::fmt::Write;

/// Width and height of a plot in pixels.
const SIZE: (f64, f64) = (720.0, 420.0);
/// Left, top, right and bottom of the field within the axes.
const FIELD: (f64, f64, f64, f64) = (70.0, 72.0, 690.0, 360.0);
/// One a line; each has a contrast of 4.5 or more with white.
const COLOURS: [&str; 4] = ["#0b5cad", "#c2410c", "#15803d", "#7e22ce"];

/// Points that belong together.
pub(crate) struct Line {
    /// What it shows.
    pub(crate) name: &'static str,
    /// Where it goes, from left to right; all numbers are greater than zero.
    pub(crate) points: Vec<(f64, f64)>,
}

/// Lines over the same axis, both axes logarithmic: then what grows in proportion is a straight line of 45 degrees.
pub(crate) struct Plot {
    /// What is shown.
    pub(crate) title: &'static str,
    /// What the horizontal axis is, with its unit.
    pub(crate) across: &'static str,
    /// The unit of the vertical one, which stands after the title.
    pub(crate) up: &'static str,
    /// What is plotted, from the highest line to the lowest.
    pub(crate) lines: Vec<Line>,
}

impl Plot {
    /// The picture.
    pub(crate) fn svg(&self) -> String {
        let all = || self.lines.iter().flat_map(|line| &line.points);
        let across = Axis::over(all().map(|(x, _)| *x), FIELD.0, FIELD.2, false);
        let up = Axis::over(all().map(|(_, y)| *y), FIELD.3, FIELD.1, true);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
             font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"#1f2328\">\n<title>{title}</title>\n\
             <rect width=\"{w}\" height=\"{h}\" rx=\"8\" fill=\"#ffffff\" stroke=\"#d0d7de\"/>\n\
             <text x=\"20\" y=\"30\" font-size=\"16\" font-weight=\"600\">{title}, {up}</text>\n",
            w = SIZE.0,
            h = SIZE.1,
            title = self.title,
            up = self.up,
        );
        self.axes(&mut svg, &across, &up);
        let mut beside = 20.0;
        for (number, (line, colour)) in self.lines.iter().zip(COLOURS.iter().cycle()).enumerate() {
            let points: Vec<(f64, f64)> = line
                .points
                .iter()
                .map(|(x, y)| (across.place(*x), up.place(*y)))
                .collect();
            let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            put(
                &mut svg,
                format_args!(
                    "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                    path.join(" ")
                ),
            );
            // The numbers of the last line, which is the lowest, stand below it, out of the way of the others.
            let away = if number + 1 < self.lines.len() { -9.0 } else { 19.0 };
            for ((x, y), (_, value)) in points.iter().zip(&line.points) {
                put(
                    &mut svg,
                    format_args!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\"/>"),
                );
                let below = y + away;
                put(
                    &mut svg,
                    format_args!(
                        "<text x=\"{x:.1}\" y=\"{below:.1}\" fill=\"{colour}\" text-anchor=\"middle\">{}</text>",
                        short(*value)
                    ),
                );
            }
            let text = beside + 16.0;
            put(
                &mut svg,
                format_args!(
                    "<rect x=\"{beside}\" y=\"45\" width=\"11\" height=\"11\" fill=\"{colour}\"/><text x=\"{text}\" y=\"55\">{}</text>",
                    line.name
                ),
            );
            let letters = u32::try_from(line.name.chars().count()).unwrap_or(0);
            beside += 40.0 + 7.2 * f64::from(letters);
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn axes(&self, svg: &mut String, across: &Axis, up: &Axis) {
        let (left, top, right, bottom) = FIELD;
        for tick in &up.ticks {
            let (y, text) = (up.place(*tick), up.place(*tick) + 4.0);
            put(
                svg,
                format_args!(
                    "<line x1=\"{left}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\" stroke=\"#d8dee4\"/><text x=\"62\" y=\"{text:.1}\" text-anchor=\"end\">{}</text>",
                    short(*tick)
                ),
            );
        }
        for tick in &across.ticks {
            let x = across.place(*tick);
            put(
                svg,
                format_args!(
                    "<line x1=\"{x:.1}\" y1=\"{top}\" x2=\"{x:.1}\" y2=\"{bottom}\" stroke=\"#eaeef2\"/><text x=\"{x:.1}\" y=\"378\" text-anchor=\"middle\">{}</text>",
                    short(*tick)
                ),
            );
        }
        put(
            svg,
            format_args!(
                "<path d=\"M{left},{top} V{bottom} H{right}\" fill=\"none\" stroke=\"#57606a\"/>\n<text x=\"{right}\" y=\"402\" text-anchor=\"end\">{}</text>",
                self.across
            ),
        );
    }
}

/// A logarithmic axis.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    ticks: Vec<f64>,
}

impl Axis {
    /// From pixel to pixel over the values; its ticks are round numbers, or the values themselves.
    fn over(values: impl Iterator<Item = f64>, from: f64, to: f64, round: bool) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let least = values.first().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
        let most = values.last().copied().unwrap_or(10.0).max(least);
        // Room for the numbers beside the outer points.
        let (low, high) = (least / 1.6, most * 1.6);
        let ticks = if round {
            let decades = (-9..12).map(|decade| 10_f64.powi(decade));
            let steps = decades.flat_map(|decade| [1.0, 2.0, 5.0].map(|step| step * decade));
            steps.filter(|tick| (low..=high).contains(tick)).collect()
        } else {
            values
        };
        Self {
            low,
            high,
            from,
            to,
            ticks,
        }
    }

    fn place(&self, value: f64) -> f64 {
        let part = (value / self.low).ln() / (self.high / self.low).ln();
        self.from + (self.to - self.from) * part
    }
}

/// A number with three digits that count.
fn short(value: f64) -> String {
    let digits = match value {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn put(svg: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(svg, "{line}");
}
