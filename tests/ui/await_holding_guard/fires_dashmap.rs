#![deny(await_holding_guard)]
#![allow(unused)]

use dashmap::mapref::one::Ref;
use dashmap::{DashMap, DashSet};

type Row<'a> = Ref<'a, u32, String>;

async fn save(_: &str) {
    tokio::task::yield_now().await;
}

struct Cache {
    rows: DashMap<u32, String>,
    names: DashSet<String>,
}

impl Cache {
    fn row(&self, id: u32) -> Option<Row<'_>> {
        self.rows.get(&id)
    }

    async fn by_let_else(&self) {
        let Some(row) = self.row(1) else { return };
        save(&row).await;
    }

    async fn as_temporary(&self) {
        save(self.rows.get(&1).unwrap().value()).await;
    }

    async fn in_a_loop(&self) {
        for row in self.rows.iter() {
            save(row.value()).await;
        }
    }

    async fn in_a_loop_without_its_item(&self) {
        for row in &self.rows {
            let name = row.value().clone();
            drop(row);
            save(&name).await;
        }
    }

    async fn entry(&self) {
        let mut row = self.rows.entry(1).or_default();
        row.push('a');
        save("a").await;
        row.push('b');
    }

    async fn of_a_set(&self) {
        if let Some(name) = self.names.get("heddle") {
            save(&name).await;
        }
    }

    async fn matched(&self) {
        match self.rows.get_mut(&1).as_deref_mut() {
            Some(row) => save(row).await,
            None => {}
        }
    }
}

fn main() {}
