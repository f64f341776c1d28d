//! Diagnostics as lines: `file:line:column: E102 message`, and the help below it.

use std::io::Write;

use appraise_host::Lang;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::report::Diagnostic;
use appraise_host::text::printable;

/// Shows diagnostics in the order given.
pub(super) fn show(to: &mut dyn Write, files: &PolicyFiles, diagnostics: &[Diagnostic], lang: Lang) {
    for diagnostic in diagnostics {
        // A closed pipe is no failure.
        let _ = writeln!(to, "{}", printable(&text(files, diagnostic, lang)));
    }
}

fn text(files: &PolicyFiles, diagnostic: &Diagnostic, lang: Lang) -> String {
    let mut text = String::new();
    if let Some(file) = &diagnostic.file {
        text.push_str(&files.shown(file).display().to_string());
    }
    for number in [diagnostic.line, diagnostic.column].into_iter().flatten() {
        text.push_str(&format!(":{number}"));
    }
    if !text.is_empty() {
        text.push_str(": ");
    }
    if diagnostic.severity == "note" {
        text.push_str(lang.pick("note ", "提示 "));
    } else if !diagnostic.is_error() {
        text.push_str(lang.pick("warning ", "警告 "));
    }
    text.push_str(&format!("{} {}", diagnostic.code, diagnostic.message.text(lang)));
    if let Some(help) = &diagnostic.help {
        let label = lang.pick("help", "建议");
        for line in help.text(lang).lines() {
            text.push_str(&format!("\n    {label}: {line}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_is_a_place_a_code_a_message_and_help() {
        let files = PolicyFiles::from_text("p.yaml", "");
        let diagnostic: Diagnostic = serde_json::from_str(
            r#"{"code":"E102","severity":"error","file":"p.yaml","line":3,"column":5,"pointer":"/x",
                "message":{"en":"no such field `a`","zh-CN":"没有字段 `a`"},"help":{"en":"declare it","zh-CN":"请声明"}}"#,
        )
        .unwrap();
        assert_eq!(
            text(&files, &diagnostic, Lang::En),
            "p.yaml:3:5: E102 no such field `a`\n    help: declare it"
        );
        assert_eq!(text(&files, &diagnostic, Lang::ZhCn), "p.yaml:3:5: E102 没有字段 `a`\n    建议: 请声明");
    }
}
