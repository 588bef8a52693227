//! Byte stream below a WebSocket connection: two pipes and a task that carries bytes from one to the other, until the
//! line is cut or falls silent.

use std::{pin::pin, time::Duration};

use tokio::{
    io::{DuplexStream, copy_bidirectional, duplex},
    sync::watch,
    time::sleep,
};

use super::{Fault, Faults, faults::Fate};

/// Capacity of either pipe, in bytes.
const BUFFER: usize = 64 * 1024;

/// Time between decisions of chance on a line.
const TICK: Duration = Duration::from_secs(5);

/// Orders to lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// They carry on.
    CarryOn,
    /// Both ends see the other gone.
    Cut,
    /// Nothing arrives any more, and no end sees why.
    FallSilent,
}

/// A line that is about to be laid.
pub(super) struct Line {
    pub name: String,
    pub faults: Faults,
    /// Orders from outside.
    pub orders: watch::Receiver<Order>,
}

impl Line {
    /// Lays it; gives its ends.
    pub fn lay(self) -> (DuplexStream, DuplexStream) {
        let ((client, near), (far, server)) = (duplex(BUFFER), duplex(BUFFER));
        tokio::spawn(self.carry(near, far));
        (client, server)
    }

    /// Returns when the connection has ended, and whoever holds an end sees that.
    async fn carry(mut self, mut near: DuplexStream, mut far: DuplexStream) {
        let mut fate = self.faults.fate_of(("line", &self.name));
        {
            let mut carried = pin!(copy_bidirectional(&mut near, &mut far));
            loop {
                let order = tokio::select! {
                    biased;
                    _ = &mut carried => return,
                    order = next_order(&mut self.orders) => order,
                    () = sleep(TICK) => self.chance(&mut fate),
                };
                match order {
                    Order::CarryOn => {}
                    Order::Cut => return,
                    Order::FallSilent => break,
                }
            }
        }
        while next_order(&mut self.orders).await != Order::Cut {}
    }

    fn chance(&self, fate: &mut Fate) -> Order {
        let fault = fate.fault(&[Fault::SocketCut, Fault::SocketSilent]);
        if let Some(fault) = fault {
            self.faults.happened_to(&self.name, fault);
        }
        match fault {
            Some(Fault::SocketCut) => Order::Cut,
            Some(_) => Order::FallSilent,
            None => Order::CarryOn,
        }
    }
}

/// The next order; none comes when nobody is left to give one.
async fn next_order(orders: &mut watch::Receiver<Order>) -> Order {
    match orders.changed().await {
        Ok(()) => *orders.borrow_and_update(),
        Err(_) => std::future::pending().await,
    }
}
