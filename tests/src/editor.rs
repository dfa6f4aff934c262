//! An editor that talks to rust-analyzer as editors do.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Map, Value, json};

use crate::command::{clean, quietly, run};
use crate::kit::kit;

/// How long anything may take, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(300);

/// The severity of what is only there to lead to something else.
const HINT: u8 = 4;

/// rust-analyzer, unless it is not installed, which is said.
pub fn rust_analyzer() -> Option<Command> {
    let answers = run(clean("rust-analyzer").arg("--version"), &quietly).is_ok_and(|it| it.code() == 0);
    if !answers {
        println!("SKIPPED: no rust-analyzer here; `rustup component add rust-analyzer` installs it");
        eprintln!("SKIPPED: no rust-analyzer here; `rustup component add rust-analyzer` installs it");
        return None;
    }
    Some(clean("rust-analyzer"))
}

/// A session with a project.
#[derive(Debug)]
pub struct Editor {
    server: Child,
    to: ChildStdin,
    from: Receiver<Message>,
    project: PathBuf,
    /// What is shown in each file, by its address.
    shown: BTreeMap<String, Vec<Value>>,
    requests: i32,
}

impl Editor {
    /// Opens `project` with the settings, whose keys are whole as in `rust-analyzer.check.command`; nothing where there
    /// is no rust-analyzer.
    pub fn open(project: &Path, settings: &Map<String, Value>) -> Result<Option<Self>> {
        let Some(mut command) = rust_analyzer() else {
            return Ok(None);
        };
        command
            .current_dir(project)
            .env("PATH", kit().path()?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = command.spawn().context("rust-analyzer does not start")?;
        let to = server.stdin.take().context("standard input is piped")?;
        let mut out = BufReader::new(server.stdout.take().context("standard output is piped")?);
        let (send, from) = channel();
        thread::spawn(move || {
            while let Ok(Some(message)) = Message::read(&mut out) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let mut editor = Self {
            server,
            to,
            from,
            project: project.canonicalize()?,
            shown: BTreeMap::new(),
            requests: 0,
        };
        let root = address(&editor.project);
        editor.ask(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "project"}],
                "initializationOptions": nested(settings),
                "capabilities": {"textDocument": {
                    "publishDiagnostics": {"relatedInformation": true},
                    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
                }},
            }),
        )?;
        editor.tell("initialized", json!({}))?;
        Ok(Some(editor))
    }

    /// Waits until a diagnostic with this code is shown in `file`, which is saved now and then. A hint is none.
    pub fn diagnostic(&mut self, file: &str, code: &str) -> Result<Value> {
        let path = self.project.join(file);
        let document = json!({"uri": address(&path)});
        let started = Instant::now();
        let text = fs::read_to_string(&path)?;
        let opened = json!({"uri": address(&path), "languageId": "rust", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": opened}))?;
        while started.elapsed() < PATIENCE {
            let shown = self.shown.get(&address(&path)).into_iter().flatten();
            if let Some(found) = shown
                .clone()
                .find(|it| it["code"] == code && it["severity"] != HINT)
            {
                let found = found.clone();
                self.tell("textDocument/didClose", json!({"textDocument": document}))?;
                return Ok(found);
            }
            match self.from.recv_timeout(Duration::from_secs(2)) {
                Ok(message) => self.take(message)?,
                // What is saved before the project is loaded may start no check.
                Err(_) => self.tell("textDocument/didSave", json!({"textDocument": document}))?,
            }
        }
        bail!("`{code}` is not shown after {PATIENCE:?}, but {:#?}", self.shown)
    }

    /// The quick fixes that are offered for a diagnostic in `file`.
    pub fn quick_fixes(&mut self, file: &str, diagnostic: &Value) -> Result<Vec<Value>> {
        let actions = self.ask(
            "textDocument/codeAction",
            json!({
                "textDocument": {"uri": address(&self.project.join(file))},
                "range": diagnostic["range"],
                "context": {"diagnostics": [diagnostic], "only": ["quickfix"]},
            }),
        )?;
        Ok(actions.as_array().cloned().unwrap_or_default())
    }

    /// Ends the session.
    pub fn close(mut self) -> Result<()> {
        self.ask("shutdown", Value::Null)?;
        self.tell("exit", Value::Null)?;
        self.server.wait()?;
        Ok(())
    }

    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        self.send(Request::new(id.clone(), method.to_owned(), parameters).into())?;
        loop {
            let message = self.from.recv_timeout(PATIENCE);
            match message.with_context(|| format!("no answer to `{method}`"))? {
                Message::Response(it) if it.id == id => {
                    return it
                        .response_result
                        .map_err(|error| anyhow!("`{method}`: {}", error.message));
                }
                other => self.take(other)?,
            }
        }
    }

    fn tell(&mut self, method: &str, parameters: Value) -> Result<()> {
        self.send(Notification::new(method.to_owned(), parameters).into())
    }

    fn send(&mut self, message: Message) -> Result<()> {
        message
            .write(&mut self.to)
            .context("rust-analyzer does not listen")
    }

    /// Keeps what is to be shown, and agrees to whatever is asked.
    fn take(&mut self, message: Message) -> Result<()> {
        match message {
            Message::Notification(it) if it.method == "textDocument/publishDiagnostics" => {
                let file = it.params["uri"].as_str().unwrap_or_default().to_owned();
                let diagnostics = it.params["diagnostics"].as_array().cloned();
                self.shown.insert(file, diagnostics.unwrap_or_default());
                Ok(())
            }
            Message::Request(it) => self.send(Response::new_ok(it.id, Value::Null).into()),
            _ => Ok(()),
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// `{"rust-analyzer.check.command": …}` as `{"check": {"command": …}}`.
fn nested(settings: &Map<String, Value>) -> Value {
    let mut all = json!({});
    for (key, value) in settings {
        let path = key.trim_start_matches("rust-analyzer.").split('.');
        let mut place = &mut all;
        for name in path {
            place = &mut place[name];
        }
        *place = value.clone();
    }
    all
}
