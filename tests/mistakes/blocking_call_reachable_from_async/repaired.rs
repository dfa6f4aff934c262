//! Pushes the metrics to a gateway, for networks in which nobody may come and ask for them.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::rt;

const GATEWAY: &str = "http://metrics.internal:9091/metrics/job/shop";

/// Pushes for as long as the service runs.
pub async fn every_minute(app: Arc<App>) {
    loop {
        rt::sleep(Duration::from_secs(60)).await;
        let metrics = app.metrics.render();
        if let Ok(Err(error)) = rt::unblock(|| push(metrics)).await {
            tracing::warn!(%error, "cannot push the metrics");
        }
    }
}

fn push(metrics: String) -> Result<(), ureq::Error> {
    ureq::post(GATEWAY).send(metrics).map(drop)
}
