//! What is known of the values on one way through a turn.

use rustc_data_structures::fx::{FxHashMap, FxHashSet};
use rustc_hir::HirId;
use rustc_span::Symbol;

use crate::catalogue::Trial;

/// A local or a field of one, however deep.
pub(super) type Place = (HirId, Option<Symbol>);

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Unknown,
    /// It is an `Err`, or a `None`.
    Failed,
    /// It is an `Ok` or a `Some`, of this.
    Full(Box<Known>),
    Is(bool),
    /// It tells whether there is nothing at this place, or something.
    Asks(Place, bool),
    /// It is a tuple of these.
    Tuple(Vec<Known>),
    /// It is the variant of this number, of this.
    Choice(usize, Box<Known>),
    /// It is the future that this call or `async` block makes.
    Future(HirId),
    /// It is a future around this one that ends early.
    Limited(Box<Known>),
    /// It is this closure.
    Closure(HirId),
}

/// How much a value may differ from that of the turn before: what is made of several is as the last of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// It tells how the call failed.
    Told,
    /// It is the same in each turn, or others than the loop change it.
    Same,
    /// A function of another crate made it of such values.
    Likely,
    /// Each failed turn sets it to the same.
    Set,
    /// It may be another one.
    Fresh,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) known: Known,
    pub(super) source: Source,
}

impl Value {
    pub(super) fn new(known: Known, source: Source) -> Self {
        Self { known, source }
    }

    pub(super) fn of(source: Source) -> Self {
        Self::new(Known::Unknown, source)
    }

    /// Whether nothing in it runs later, with the locals around it.
    pub(super) fn is_plain(&self) -> bool {
        match &self.known {
            Known::Unknown | Known::Failed | Known::Is(_) => true,
            Known::Full(inner) => **inner == Known::Unknown,
            _ => false,
        }
    }

    /// Whether its way alone tells what it is.
    fn is_decided(&self) -> bool {
        !matches!(self.known, Known::Unknown | Known::Asks(..))
    }
}

/// A call that has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tried {
    /// It.
    pub(crate) leaf: HirId,
    /// What it tries.
    pub(crate) trial: Trial,
    /// The call in the loop that comes to it.
    pub(crate) call: HirId,
}

/// One way through a turn, so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    values: FxHashMap<Place, Value>,
    /// The places that locals stand for, as parameters do for what is lent to them.
    aliases: FxHashMap<HirId, Place>,
    /// The locals that were declared on it.
    declared: FxHashSet<HirId>,
    /// The call that has failed on it.
    pub(super) tried: Option<Tried>,
    /// Whether it has failed twice: what the first failure changes is settled then.
    pub(super) is_repeated: bool,
}

impl State {
    /// The place that `place` stands for.
    pub(super) fn resolve(&self, (local, field): Place) -> Place {
        match self.aliases.get(&local) {
            Some((of, within)) => (*of, within.or(field)),
            None => (local, field),
        }
    }

    pub(super) fn read(&self, place: Place) -> Value {
        let (local, field) = self.resolve(place);
        if let Some(value) = self.values.get(&(local, field)) {
            return value.clone();
        }
        if let Some(Value {
            known: Known::Tuple(parts),
            source,
        }) = self.values.get(&(local, None))
            && let Some(part) = field.and_then(|field| parts.get(field.as_str().parse::<usize>().ok()?))
        {
            return Value::new(part.clone(), *source);
        }
        let parts = self
            .values
            .iter()
            .filter(|((of, part), _)| *of == local && (field.is_none() || part.is_none()));
        Value::of(parts.map(|(_, value)| value.source).max().unwrap_or(Source::Same))
    }

    /// Declares a local with its value.
    pub(super) fn declare(&mut self, local: HirId, value: Value) {
        self.forget(local);
        self.declared.insert(local);
        self.values.insert((local, None), value);
    }

    /// Declares a local that stands for `place`.
    pub(super) fn lend(&mut self, local: HirId, place: Place) {
        let place = self.resolve(place);
        if place.0 != local {
            self.forget(local);
            self.declared.insert(local);
            self.aliases.insert(local, place);
        }
    }

    /// The locals that are declared so far.
    pub(super) fn scope(&self) -> FxHashSet<HirId> {
        self.declared.clone()
    }

    /// Leaves a block before which the locals of `scope` were declared: ways that differ only within it meet again.
    pub(super) fn leave(&mut self, scope: &FxHashSet<HirId>) {
        for local in std::mem::replace(&mut self.declared, scope.clone()) {
            if !scope.contains(&local) {
                self.forget(local);
            }
        }
    }

    fn forget(&mut self, local: HirId) {
        self.aliases.remove(&local);
        self.values.retain(|(of, _), _| *of != local);
    }

    /// Gives `place` a value; `varies` if that is made of the one before.
    pub(super) fn assign(&mut self, place: Place, mut value: Value, varies: bool) {
        let place = self.resolve(place);
        value.source = match value.source {
            _ if varies => Source::Fresh,
            source if value.is_decided() => source,
            Source::Fresh => Source::Fresh,
            _ => Source::Set,
        };
        if place.1.is_none() {
            self.values.retain(|(of, _), _| *of != place.0);
        }
        self.values.insert(place, value);
    }

    /// Notes what a branch has told of `place`.
    pub(super) fn learn(&mut self, place: Place, known: Known) {
        let place = self.resolve(place);
        let source = self.read(place).source;
        self.values.insert(place, Value::new(known, source));
    }

    /// The tuples among the locals, with what is known of their parts.
    pub(super) fn tuples(&self) -> impl Iterator<Item = (HirId, &[Known])> {
        self.values
            .iter()
            .filter_map(|((local, _), value)| match &value.known {
                Known::Tuple(parts) => Some((*local, parts.as_slice())),
                _ => None,
            })
    }

    /// `local`, and the locals that stand for it.
    pub(super) fn names_of(&self, local: HirId) -> impl Iterator<Item = HirId> {
        let others = self.aliases.iter().filter(move |(_, place)| place.0 == local);
        others.map(|(name, _)| *name).chain([local])
    }

    /// Notes that `place` has changed, nobody knows how.
    pub(super) fn change(&mut self, place: Place) {
        self.assign(place, Value::of(Source::Fresh), true);
    }
}

/// How a way goes on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Exit {
    /// With the value of what has run.
    Value(Value),
    Break(HirId, Value),
    Continue(HirId),
    /// Out of the function, closure or `async` block.
    Return(Value),
    /// By a panic, or the end of the program.
    Leaves,
    /// The same call is tried again.
    Again,
    /// Something is waited for, or may bound how often the loop turns: that is no retry without a pause.
    Waits,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    pub(super) state: State,
    pub(super) exit: Exit,
}

impl Way {
    pub(super) fn new(state: State, exit: Exit) -> Self {
        Self { state, exit }
    }

    pub(super) fn value(state: State, value: Value) -> Self {
        Self::new(state, Exit::Value(value))
    }
}
