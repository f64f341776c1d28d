//! Values between the engine's types and the doors: every type is serialised once, into a [`Tree`], and a tree becomes
//! JSON text for batch hosts or an object for JavaScript.

use std::fmt::Display;

use serde::ser::{self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple};
use serde::{Serialize, Serializer};

/// A value of JSON.
#[derive(Debug)]
pub enum Tree {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// The tree of a value; null for what no tree holds, such as an int beyond 64 bits, which the engine has not.
    pub fn of<T: Serialize>(value: &T) -> Self {
        value.serialize(Grow).unwrap_or(Self::Null)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(v) => serializer.serialize_bool(*v),
            Self::Int(v) => serializer.serialize_i64(*v),
            Self::Double(v) => serializer.serialize_f64(*v),
            Self::Text(v) => serializer.serialize_str(v),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

/// Makes trees.
struct Grow;

/// What the engine's types never ask for.
#[derive(Debug)]
pub struct Refused;

impl Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a value of JSON")
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

type Never = Impossible<Tree, Refused>;

impl Serializer for Grow {
    type Ok = Tree;
    type Error = Refused;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Map;
    type SerializeStruct = Map;
    type SerializeStructVariant = Never;

    fn serialize_bool(self, v: bool) -> Result<Tree, Refused> {
        Ok(Tree::Bool(v))
    }

    fn serialize_i8(self, v: i8) -> Result<Tree, Refused> {
        Ok(Tree::Int(v.into()))
    }

    fn serialize_i16(self, v: i16) -> Result<Tree, Refused> {
        Ok(Tree::Int(v.into()))
    }

    fn serialize_i32(self, v: i32) -> Result<Tree, Refused> {
        Ok(Tree::Int(v.into()))
    }

    fn serialize_i64(self, v: i64) -> Result<Tree, Refused> {
        Ok(Tree::Int(v))
    }

    fn serialize_u8(self, v: u8) -> Result<Tree, Refused> {
        Ok(Tree::Int(v.into()))
    }

    fn serialize_u16(self, v: u16) -> Result<Tree, Refused> {
        Ok(Tree::Int(v.into()))
    }

    fn serialize_u32(self, v: u32) -> Result<Tree, Refused> {
        Ok(Tree::Int(v.into()))
    }

    fn serialize_u64(self, v: u64) -> Result<Tree, Refused> {
        i64::try_from(v).map(Tree::Int).map_err(|_| Refused)
    }

    fn serialize_f32(self, v: f32) -> Result<Tree, Refused> {
        Ok(Tree::Double(v.into()))
    }

    fn serialize_f64(self, v: f64) -> Result<Tree, Refused> {
        Ok(Tree::Double(v))
    }

    fn serialize_char(self, v: char) -> Result<Tree, Refused> {
        Ok(Tree::Text(v.into()))
    }

    fn serialize_str(self, v: &str) -> Result<Tree, Refused> {
        Ok(Tree::Text(v.into()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Tree, Refused> {
        Err(Refused)
    }

    fn serialize_none(self) -> Result<Tree, Refused> {
        Ok(Tree::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Tree, Refused> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Tree, Refused> {
        Ok(Tree::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Tree, Refused> {
        Ok(Tree::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Tree, Refused> {
        Ok(Tree::Text(variant.into()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Tree, Refused> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Tree, Refused> {
        Ok(Tree::Map(vec![(variant.into(), value.serialize(self)?)]))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<List, Refused> {
        Ok(List(Vec::with_capacity(len.unwrap_or(0))))
    }

    fn serialize_tuple(self, len: usize) -> Result<List, Refused> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, Refused> {
        Err(Refused)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, Refused> {
        Err(Refused)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map, Refused> {
        Ok(Map { entries: Vec::new(), key: String::new() })
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Map, Refused> {
        self.serialize_map(Some(len))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, Refused> {
        Err(Refused)
    }
}

/// A list that grows.
struct List(Vec<Tree>);

impl SerializeSeq for List {
    type Ok = Tree;
    type Error = Refused;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.0.push(value.serialize(Grow)?);
        Ok(())
    }

    fn end(self) -> Result<Tree, Refused> {
        Ok(Tree::List(self.0))
    }
}

/// An array is a list of fixed length.
impl SerializeTuple for List {
    type Ok = Tree;
    type Error = Refused;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Tree, Refused> {
        SerializeSeq::end(self)
    }
}

/// A map that grows.
struct Map {
    entries: Vec<(String, Tree)>,
    key: String,
}

impl Map {
    fn push(&mut self, key: &str, value: Result<Tree, Refused>) -> Result<(), Refused> {
        self.entries.push((key.into(), value?));
        Ok(())
    }
}

impl SerializeMap for Map {
    type Ok = Tree;
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        let Tree::Text(key) = key.serialize(Grow)? else { return Err(Refused) };
        self.key = key;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        let key = std::mem::take(&mut self.key);
        self.push(&key, value.serialize(Grow))
    }

    fn end(self) -> Result<Tree, Refused> {
        Ok(Tree::Map(self.entries))
    }
}

impl SerializeStruct for Map {
    type Ok = Tree;
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.push(key, value.serialize(Grow))
    }

    fn end(self) -> Result<Tree, Refused> {
        Ok(Tree::Map(self.entries))
    }
}
