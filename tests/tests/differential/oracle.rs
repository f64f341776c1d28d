//! The two other implementations of CEL, each behind the same face.

use std::sync::Arc;

use appraise_core::value::Value;

use cel::common::types::{CelDouble, CelString, DOUBLE_TYPE, STRING_TYPE};
use cel::common::value::CowVal;

use super::expression::{FIELDS, READABLE, TEXT_OF_DOUBLE, Ty};

/// What an implementation says: a value, or `None` for an error.
pub type Said = Option<Value>;

/// Both environments.
pub struct Oracles {
    cel: Arc<cel::Env>,
    core: cel_core::Env,
}

/// An expression compiled by both.
pub struct Compiled {
    cel: cel::Program,
    core: cel_core::Program,
}

/// A row as both take it.
pub struct Bound {
    cel: cel::Context<'static, 'static>,
    core: Activation,
}

/// Variables by place; a missing value is not bound, so that its use is an error.
struct Activation(Vec<Option<cel_core::Value>>);

impl cel_core::Activation for Activation {
    fn resolve(&self, name: &str) -> Option<cel_core::Value> {
        let place = |name| FIELDS.iter().position(|(field, _)| *field == name);
        match name.strip_prefix("missing_") {
            Some(field) => {
                let missing = self.0.get(place(field)?)?.is_none();
                Some(cel_core::Value::Bool(missing))
            }
            None => self.0.get(place(name)?)?.clone(),
        }
    }
}

impl Oracles {
    /// Both with the fields declared.
    #[must_use]
    pub fn new() -> Self {
        let mut core = cel_core::Env::with_standard_library();
        for (name, ty) in FIELDS {
            core.add_variable(
                name,
                match ty {
                    Ty::Bool => cel_core::CelType::Bool,
                    Ty::Int => cel_core::CelType::Int,
                    Ty::Double => cel_core::CelType::Double,
                    Ty::Text => cel_core::CelType::String,
                },
            );
            core.add_variable(format!("missing_{name}"), cel_core::CelType::Bool);
        }
        let mut cel = cel::Env::stdlib();
        add_text_of_double(&mut cel, &mut core);
        add_reader(&mut cel, &mut core);
        Self { cel: Arc::new(cel), core }
    }

    /// Compiles an expression.
    ///
    /// # Errors
    ///
    /// What one of them has against it.
    pub fn compile(&self, text: &str) -> Result<Compiled, String> {
        let cel = self.cel.compile(text).map_err(|e| format!("cel: {e}"))?;
        // Its checker does not know that cel-spec orders an int and a double.
        let mixed = |e: &str| e.contains("(double, int)") || e.contains("(int, double)");
        let ast = match self.core.compile(text) {
            Err(e) if mixed(&e.to_string()) => self.core.parse_only(text),
            other => other,
        };
        let ast = ast.map_err(|e| format!("cel-core: {e}"))?;
        let core = self.core.program(&ast).map_err(|e| format!("cel-core: {e}"))?;
        Ok(Compiled { cel, core })
    }

    /// A row of values, one per field.
    #[must_use]
    pub fn bind(&self, row: &[Value]) -> Bound {
        let mut context = cel::Context::with_env(Arc::clone(&self.cel));
        for ((name, _), value) in FIELDS.iter().zip(row) {
            context.add_variable_from_value(format!("missing_{name}"), *value == Value::Null);
            match value {
                Value::Bool(v) => context.add_variable_from_value(*name, *v),
                Value::Int(v) => context.add_variable_from_value(*name, *v),
                Value::Double(v) => context.add_variable_from_value(*name, *v),
                Value::String(v) => context.add_variable_from_value(*name, v.clone()),
                _ => {}
            }
        }
        let core = row.iter().map(|value| match value {
            Value::Bool(v) => Some(cel_core::Value::Bool(*v)),
            Value::Int(v) => Some(cel_core::Value::Int(*v)),
            Value::Double(v) => Some(cel_core::Value::Double(*v)),
            Value::String(v) => Some(cel_core::Value::String(v.as_str().into())),
            _ => None,
        });
        Bound { cel: context, core: Activation(core.collect()) }
    }
}

impl Compiled {
    /// What `cel` and `cel-core` say about a row.
    #[must_use]
    pub fn run(&self, row: &Bound) -> (Said, Said) {
        let cel = match self.cel.execute(&row.cel) {
            Ok(cel::Value::Bool(v)) => Some(Value::Bool(v)),
            Ok(cel::Value::Int(v)) => Some(Value::Int(v)),
            Ok(cel::Value::Float(v)) => Some(Value::Double(v)),
            Ok(cel::Value::String(v)) => Some(Value::String(v.as_str().into())),
            _ => None,
        };
        let core = match self.core.eval(&row.core) {
            cel_core::Value::Bool(v) => Some(Value::Bool(v)),
            cel_core::Value::Int(v) => Some(Value::Int(v)),
            cel_core::Value::Double(v) => Some(Value::Double(v)),
            cel_core::Value::String(v) => Some(Value::String(v.as_ref().into())),
            _ => None,
        };
        (cel, core)
    }
}

/// The text of a double, as cel-go writes it.
fn add_text_of_double(cel: &mut cel::Env, core: &mut cel_core::Env) {
    cel.add_overload(TEXT_OF_DOUBLE, TEXT_OF_DOUBLE, vec![DOUBLE_TYPE], |args| {
        let double = args.first().and_then(|a| a.downcast_ref::<CelDouble>()).expect("typed by the overload");
        Ok(CowVal::owned(CelString::from(text_of_double(*double.inner()))))
    })
    .expect("a new function");
    let overload = cel_core::OverloadDecl::function(
        TEXT_OF_DOUBLE,
        vec![cel_core::CelType::Double],
        cel_core::CelType::String,
    );
    core.add_function(cel_core::FunctionDecl::new(TEXT_OF_DOUBLE).with_overload(overload.with_impl(
        |args| match args {
            [cel_core::Value::Double(d)] => cel_core::Value::String(text_of_double(*d).into()),
            _ => cel_core::Value::error(cel_core::EvalError::invalid_argument("not a double")),
        },
    )));
}

/// The text itself where the oracles read it as cel-go does, or else another text that they so read: one that is no
/// number for a number outside the range, a longer word for `T` and `F`.
fn add_reader(cel: &mut cel::Env, core: &mut cel_core::Env) {
    cel.add_overload(READABLE, READABLE, vec![STRING_TYPE], |args| {
        let text = args.first().and_then(|a| a.downcast_ref::<CelString>()).expect("typed by the overload");
        Ok(CowVal::owned(CelString::from(readable(text.inner()).to_owned())))
    })
    .expect("a new function");
    let overload = cel_core::OverloadDecl::function(
        READABLE,
        vec![cel_core::CelType::String],
        cel_core::CelType::String,
    );
    core.add_function(cel_core::FunctionDecl::new(READABLE).with_overload(overload.with_impl(
        |args| match args {
            [cel_core::Value::String(text)] => cel_core::Value::String(readable(text).into()),
            _ => cel_core::Value::error(cel_core::EvalError::invalid_argument("not a text")),
        },
    )));
}

fn readable(text: &str) -> &str {
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    match text {
        "T" => "true",
        "F" => "false",
        _ if has_digit && text.parse().is_ok_and(f64::is_infinite) => "out of range",
        _ => text,
    }
}

/// A double in Go's `%g`: the shortest digits that read back as the same double, with an exponent below -4 and from 6
/// digits before the point on.
fn text_of_double(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "+Inf"
        } else {
            "-Inf"
        }
        .into();
    }
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').expect("scientific notation");
    let exponent: i32 = exponent.parse().expect("an exponent");
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let digits = mantissa.replace('.', "");
    if (-4..6).contains(&exponent) {
        let before = usize::try_from(exponent + 1).unwrap_or(0);
        let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
        let padded = format!("{digits:0<before$}");
        let (whole, fraction) = padded.split_at(before);
        let whole = if whole.is_empty() { "0" } else { whole };
        let fraction = format!("{zeros}{fraction}");
        return if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        };
    }
    let direction = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{mantissa}e{direction}{:02}", exponent.abs())
}
