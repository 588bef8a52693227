//! Circles in a graph.

use std::collections::{BTreeMap, BTreeSet};

type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Circles of nodes, each from one back to itself, without a node in common: none only if the graph has none.
pub fn circles<'a>(edges: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Vec<&'a str>> {
    let mut graph = Graph::new();
    for (from, to) in edges {
        graph.entry(from).or_default().insert(to);
    }
    std::iter::from_fn(|| circle(&mut graph)).collect()
}

/// Removes a circle from the graph.
fn circle<'a>(graph: &mut Graph<'a>) -> Option<Vec<&'a str>> {
    prune(graph);
    let mut path = vec![*graph.keys().next()?];
    loop {
        let next = *graph.get(path.last()?)?.first()?;
        if let Some(start) = path.iter().position(|node| *node == next) {
            path.drain(..start);
            graph.retain(|node, _| !path.contains(node));
            path.push(next);
            return Some(path);
        }
        path.push(next);
    }
}

/// Removes nodes that lead to no other one, until each leads to one: they are in no circle.
fn prune(graph: &mut Graph) {
    loop {
        let nodes: BTreeSet<&str> = graph.keys().copied().collect();
        graph.values_mut().for_each(|to| to.retain(|node| nodes.contains(node)));
        graph.retain(|_, to| !to.is_empty());
        if graph.len() == nodes.len() {
            return;
        }
    }
}
