use tests::simulation::{self, Odds, Fault};
fn trace(seed: u64) -> (Vec<String>, Vec<Fault>) {
    simulation::run(seed, Odds::usual(), async |world| {
        let desk = crate::desk::Desk::open(world).await;
        world.faults.begin();
        desk.works(seed).await;
        world.faults.end();
        tokio::time::sleep(std::time::Duration::from_secs(47)).await;
        (world.faults.trace(), world.faults.missing())
    })
}
#[test]
fn zz() {
    for seed in 100..106 {
        let began = std::time::Instant::now();
        let (a, m) = trace(seed);
        let took = began.elapsed();
        let (b, _) = trace(seed);
        eprintln!("{seed} {} lines {took:?} {m:?} {:?}", a.len(), a.iter().zip(&b).enumerate().find(|(_, (a, b))| a != b));
        std::fs::write("/tmp/trace.txt", a.join("\n")).unwrap();
    }
}
