//! Loops over the rows of columns, sixteen rows to a turn.
//!
//! A turn is straight code, which compilers make vector instructions of, and which a host's meters count once. The slices
//! of a loop are of the same length.

const TURN: usize = 16;

/// `f` of each row of one column.
#[inline]
pub(crate) fn each<A: Copy, O>(a: &[A], out: &mut [O], mut f: impl FnMut(A, &mut O)) {
    let ((turns, rest), (outs, out_rest)) = (a.as_chunks::<TURN>(), out.as_chunks_mut::<TURN>());
    for (a, out) in turns.iter().zip(outs) {
        for (a, out) in a.iter().zip(out) {
            f(*a, out);
        }
    }
    for (a, out) in rest.iter().zip(out_rest) {
        f(*a, out);
    }
}

/// `f` of some rows, eight to a turn.
#[inline]
pub(crate) fn some(rows: &[u32], mut f: impl FnMut(usize)) {
    let (turns, rest) = rows.as_chunks::<8>();
    for turn in turns {
        for row in turn {
            f(*row as usize);
        }
    }
    for row in rest {
        f(*row as usize);
    }
}

/// `f` of each row of two columns that are both written.
#[inline]
pub(crate) fn each_two<A, B>(a: &mut [A], b: &mut [B], mut f: impl FnMut(&mut A, &mut B)) {
    let ((turns, rest), (others, other_rest)) = (a.as_chunks_mut::<TURN>(), b.as_chunks_mut::<TURN>());
    for (a, b) in turns.iter_mut().zip(others) {
        for (a, b) in a.iter_mut().zip(b) {
            f(a, b);
        }
    }
    for (a, b) in rest.iter_mut().zip(other_rest) {
        f(a, b);
    }
}

/// `f` of each row of one column that is read and two that are written.
#[inline]
pub(crate) fn each_into_two<A: Copy, B, C>(
    a: &[A],
    b: &mut [B],
    c: &mut [C],
    mut f: impl FnMut(A, &mut B, &mut C),
) {
    let ((turns, rest), (others, other_rest)) = (a.as_chunks::<TURN>(), b.as_chunks_mut::<TURN>());
    let (thirds, third_rest) = c.as_chunks_mut::<TURN>();
    for ((a, b), c) in turns.iter().zip(others).zip(thirds) {
        for ((a, b), c) in a.iter().zip(b).zip(c) {
            f(*a, b, c);
        }
    }
    for ((a, b), c) in rest.iter().zip(other_rest).zip(third_rest) {
        f(*a, b, c);
    }
}

/// `f` of each row of one column that is read and three that are written.
#[inline]
pub(crate) fn each_into_three<A: Copy, O>(
    a: &[A],
    (first, second, third): (&mut [O], &mut [O], &mut [O]),
    mut f: impl FnMut(A, &mut O, &mut O, &mut O),
) {
    let ((turns, rest), (firsts, first)) = (a.as_chunks::<TURN>(), first.as_chunks_mut::<TURN>());
    let ((seconds, second), (thirds, third)) =
        (second.as_chunks_mut::<TURN>(), third.as_chunks_mut::<TURN>());
    for (((a, first), second), third) in turns.iter().zip(firsts).zip(seconds).zip(thirds) {
        for (((a, first), second), third) in a.iter().zip(first).zip(second).zip(third) {
            f(*a, first, second, third);
        }
    }
    for (((a, first), second), third) in rest.iter().zip(first).zip(second).zip(third) {
        f(*a, first, second, third);
    }
}

/// `f` of each row of one column in place.
#[inline]
pub(crate) fn each_one<A>(a: &mut [A], mut f: impl FnMut(&mut A)) {
    let (turns, rest) = a.as_chunks_mut::<TURN>();
    for a in turns {
        for a in a {
            f(a);
        }
    }
    for a in rest {
        f(a);
    }
}

/// `f` of each row of two columns.
#[inline]
pub(crate) fn each2<A: Copy, B: Copy, O>(a: &[A], b: &[B], out: &mut [O], mut f: impl FnMut(A, B, &mut O)) {
    let ((turns, rest), (outs, out_rest)) = (a.as_chunks::<TURN>(), out.as_chunks_mut::<TURN>());
    let (others, other_rest) = b.as_chunks::<TURN>();
    for ((a, b), out) in turns.iter().zip(others).zip(outs) {
        for ((a, b), out) in a.iter().zip(b).zip(out) {
            f(*a, *b, out);
        }
    }
    for ((a, b), out) in rest.iter().zip(other_rest).zip(out_rest) {
        f(*a, *b, out);
    }
}
