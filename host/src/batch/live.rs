//! A store with the policy in it, and another one when it has stopped.

use crate::engine::Engine;
use crate::error::Result;
use crate::instance::{Instance, Policy};
use crate::policy_files::PolicyFiles;

/// A store and the policy in it.
pub(crate) struct Live<'a> {
    engine: &'a Engine,
    files: &'a PolicyFiles,
    /// The store.
    pub instance: Instance,
    /// The policy in it.
    pub policy: Policy,
}

impl<'a> Live<'a> {
    /// A fresh store with the policy.
    ///
    /// # Errors
    ///
    /// As [`Instance::load`].
    pub fn new(engine: &'a Engine, files: &'a PolicyFiles) -> Result<Self> {
        let mut instance = engine.instance()?;
        let policy = instance.load(files)?;
        Ok(Self { engine, files, instance, policy })
    }

    /// Puts a fresh store in the place of this one, which stopped, or whose memory is not needed any more.
    ///
    /// # Errors
    ///
    /// As [`Live::new`].
    pub fn renew(&mut self) -> Result<()> {
        *self = Self::new(self.engine, self.files)?;
        Ok(())
    }
}
