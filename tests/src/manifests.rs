//! The manifests for Kubernetes, held against its published API.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Each manifest is of a type of the API, and every field in it is one that the API knows, of its type; and
/// the grace period is longer than the drain that the same file configures.
pub fn fit_the_api(project: &Path) -> Result<()> {
    let folder = project.join("k8s");
    let mut kinds = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let kind = check(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        kinds.push(kind);
    }
    kinds.sort();
    let expected = [
        "Deployment",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Service",
    ];
    ensure!(kinds == expected, "there are {kinds:?}");
    Ok(())
}

fn check(text: &str) -> Result<String> {
    let manifest: Value = serde_saphyr::from_str(text)?;
    let kind = manifest["kind"].as_str().context("it has no kind")?;
    match kind {
        "Deployment" => {
            survives::<Deployment>(&manifest)?;
            outlives_its_drain(&manifest)?;
        }
        "HorizontalPodAutoscaler" => survives::<HorizontalPodAutoscaler>(&manifest)?,
        "PodDisruptionBudget" => survives::<PodDisruptionBudget>(&manifest)?,
        "Service" => survives::<Service>(&manifest)?,
        other => bail!("no manifest of the template is a {other}"),
    }
    Ok(kind.to_owned())
}

/// Reading it as `T` loses what `T` does not know, and fails on what is of another type.
fn survives<T: DeserializeOwned + Serialize>(manifest: &Value) -> Result<()> {
    let typed: T = serde_json::from_value(manifest.clone())?;
    let again = serde_json::to_value(typed)?;
    ensure!(
        again == *manifest,
        "the API does not know all of it; it reads\n{again:#}"
    );
    Ok(())
}

fn outlives_its_drain(deployment: &Value) -> Result<()> {
    let pod = &deployment["spec"]["template"]["spec"];
    let grace = pod["terminationGracePeriodSeconds"]
        .as_u64()
        .context("no grace period")?;
    let settings = pod["containers"][0]["env"].as_array().context("no settings")?;
    let seconds = |name: &str| {
        let setting = settings.iter().find(|setting| setting["name"] == name)?;
        setting["value"].as_str()?.strip_suffix('s')?.parse::<u64>().ok()
    };
    let wait = seconds("APP_DRAIN_WAIT").context("no APP_DRAIN_WAIT in seconds")?;
    let drain = seconds("APP_DRAIN_TIMEOUT").context("no APP_DRAIN_TIMEOUT in seconds")?;
    ensure!(
        grace > wait + drain,
        "{grace} s of grace for a drain of {} s",
        wait + drain
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_the_api_does_not_know_is_noticed() {
        let budget = |field: &str| {
            format!(
                "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: x\nspec:\n  {field}: 1\n"
            )
        };
        assert!(check(&budget("maxUnavailable")).is_ok());
        assert!(check(&budget("maxUnavialable")).is_err());
    }
}
