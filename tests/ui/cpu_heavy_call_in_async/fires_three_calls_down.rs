#![deny(cpu_heavy_call_in_async)]

mod accounts {
    pub struct Account {
        pub hash: String,
    }

    impl Account {
        pub fn new(password: &str) -> Self {
            Self {
                hash: super::secrets::protect(password),
            }
        }
    }
}

mod secrets {
    pub fn protect(password: &str) -> String {
        with_cost(password, 12)
    }

    fn with_cost(password: &str, cost: u32) -> String {
        bcrypt::hash(password, cost).unwrap_or_default()
    }
}

async fn sign_up(password: String) -> accounts::Account {
    accounts::Account::new(&password)
}

fn main() {
    println!("{}", accounts::Account::new("administrator").hash);
    drop(sign_up(String::new()));
}
