//! Nodes by what they compute, so that equal ones exist once.

use alloc::vec;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use super::{Node, NodeId, Op};
use crate::model::Domain;

/// Number of buckets: programs have hundreds of nodes, seldom thousands.
const BUCKETS: usize = 1024;

/// The nodes made so far, found by operation and domain.
pub(super) struct Known(Vec<Vec<NodeId>>);

impl Default for Known {
    fn default() -> Self {
        Self(vec![Vec::new(); BUCKETS])
    }
}

impl Known {
    /// The node that computes `op` over `domain`.
    pub fn find(&self, nodes: &[Node], op: &Op, domain: Domain) -> Option<NodeId> {
        let same = |id: &&NodeId| nodes.get(id.0 as usize).is_some_and(|n| n.domain == domain && n.op == *op);
        self.0.get(bucket(op))?.iter().find(same).copied()
    }

    /// Notes that a node computes `op`.
    pub fn insert(&mut self, op: &Op, id: NodeId) {
        if let Some(bucket) = self.0.get_mut(bucket(op)) {
            bucket.push(id);
        }
    }
}

fn bucket(op: &Op) -> usize {
    let mut hasher = Fold(0);
    op.hash(&mut hasher);
    (hasher.finish() >> 32) as usize % BUCKETS
}

/// A hash without a secret; it places nodes and is never seen.
struct Fold(u64);

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}
