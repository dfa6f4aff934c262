//! Who may see the pages for the staff.

use crate::app::App;

const HASH: &str = "$2b$12$9JQ3v1hQ1Yq6b0mR7kZ9UeF2nW8cXo5tLr4sVd3gBa6hTy1pEi0Ou";

/// Whether this is the password of the staff.
pub async fn may_enter(app: &App, password: String) -> bool {
    let verified = app.cpu.run(|| bcrypt::verify(password, HASH)).await;
    matches!(verified, Ok(Ok(true)))
}
