//! What is found hinges neither on how many workers share the files nor on what was asked before.

use crate::harness::{Fixture, Run};

#[test]
fn any_number_of_workers_finds_the_same() {
    let pools: Vec<_> = [1, 2, 5]
        .into_iter()
        .map(|workers| rayon::ThreadPoolBuilder::new().num_threads(workers))
        .map(|pool| pool.build().expect("threads can be had"))
        .collect();
    let several = Fixture::all()
        .into_iter()
        .filter(|fixture| fixture.files.len() > 2);
    let mut compared = 0;
    for fixture in several {
        let files = fixture.files.iter();
        let run = Run::new(files.map(|file| (file.path.as_str(), file.text.as_str())));
        let found: Vec<_> = pools.iter().map(|pool| run.findings_by(pool)).collect();
        assert_eq!(found[0], found[1], "{}", fixture.name);
        assert_eq!(found[0], found[2], "{}", fixture.name);
        compared += usize::from(!found[0].is_empty());
    }
    assert!(compared > 20, "only {compared} projects have findings");
}
