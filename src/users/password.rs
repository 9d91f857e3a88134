//! Passwords of people: argon2id (19 MiB, two passes, one lane: OWASP's first choice), on threads of its own.
//!
//! A hash takes 19 ms and 19 MiB, so it must neither hold up the workers that answer requests nor be
//! done more often at once than there is memory for: a few threads, a queue with an end, and a full
//! queue is an answer (503). tokio's blocking pool was refused: it has hundreds of threads and no end.
//! Whoever asks for an unknown user, or one without a password, waits for the same work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, CustomizedPasswordHasher, Params, PasswordVerifier, Version};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::KeptPassword;
use crate::refused::{Flaw, Problem};
use crate::storage::{Failure, Result};

/// The fewest characters of a new password.
pub const LEAST: usize = 12;
/// The most characters of a new password.
pub const MOST: usize = 256;

/// Whether `password` may become a new one of the user with the address `email`: long enough, and not
/// the address. No rules about kinds of characters: they make passwords that are hard to remember, and no harder to
/// guess.
///
/// # Errors
/// What is wrong with it.
pub fn check(password: &str, email: &str) -> std::result::Result<(), Problem> {
    let length = password.chars().count();
    if length < LEAST {
        return Err(Problem::invalid("password", format!("use at least {LEAST} characters")));
    }
    if length > MOST {
        return Err(Problem::new("password", Flaw::TooLong, format!("use at most {MOST} characters")));
    }
    if password.eq_ignore_ascii_case(email) {
        return Err(Problem::invalid("password", "do not use the e-mail address"));
    }
    Ok(())
}

type Job = Box<dyn FnOnce() + Send>;

/// The threads that hash.
#[derive(Clone)]
pub struct Passwords {
    queue: SyncSender<Job>,
}

/// What would be kept of a password that nobody has; it takes the same work as anybody's. Made beforehand, because it would
/// be a third of the time in which a server starts.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$kzNXgaLLpLWTCuRyJ4LeoyhEUufITz/YoLhGa876qoY";

impl Passwords {
    /// Starts `threads` threads with room for `waiting` passwords before them.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if the system gives no thread.
    pub fn start(threads: usize, waiting: usize) -> Result<Self> {
        let (queue, jobs) = sync_channel(waiting);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..threads.max(1) {
            let jobs = Arc::clone(&jobs);
            let thread = std::thread::Builder::new().name("passwords".to_owned()).spawn(move || work(&jobs));
            thread.map_err(|error| Failure::Unavailable(error.to_string()))?;
        }
        Ok(Self { queue })
    }

    /// What is to be kept of `password`, under a random `salt`.
    ///
    /// # Errors
    /// [`Failure::Overloaded`] if too many are waiting.
    pub async fn hash(&self, password: Zeroizing<String>, salt: [u8; 16]) -> Result<KeptPassword> {
        self.run(move || hash(password.as_bytes(), &salt)).await?
    }

    /// Whether `password` is the one that `kept` was made of. Without one kept: no, after the same work.
    ///
    /// # Errors
    /// [`Failure::Overloaded`] if too many are waiting.
    pub async fn verify(&self, password: Zeroizing<String>, kept: Option<KeptPassword>) -> Result<bool> {
        self.run(move || {
            let right = verify(password.as_bytes(), kept.as_ref().map_or(NOBODYS, KeptPassword::as_phc));
            right && kept.is_some()
        })
        .await
    }

    /// Does other slow work of the same kind.
    ///
    /// # Errors
    /// [`Failure::Overloaded`] if too much is waiting.
    pub async fn judge(&self, work: impl FnOnce() -> bool + Send + 'static) -> Result<bool> {
        self.run(work).await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job = move || {
            // Whoever has hung up needs no answer.
            if !reply.is_closed() {
                let _ = reply.send(work());
            }
        };
        match self.queue.try_send(Box::new(job)) {
            Ok(()) => answer.await.map_err(|_| Failure::Unavailable("a password could not be hashed".to_owned())),
            Err(TrySendError::Full(_)) => Err(Failure::Overloaded),
            Err(TrySendError::Disconnected(_)) => Err(Failure::Unavailable("the password threads are gone".to_owned())),
        }
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A panic ends its job, not the thread.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

fn hash(password: &[u8], salt: &[u8]) -> Result<KeptPassword> {
    let failed = |error: String| Failure::Corrupt(format!("a password could not be hashed: {error}"));
    let params = Params::new(19 * 1_024, 2, 1, None).map_err(|error| failed(error.to_string()))?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let kept = hasher.hash_password_customized(password, salt, None, None, params);
    kept.map(|kept| KeptPassword::from_phc(kept.to_string())).map_err(|error| failed(error.to_string()))
}

fn verify(password: &[u8], kept: &str) -> bool {
    #[cfg(test)]
    tests::LOOKS.set(tests::LOOKS.get() + 1);
    PasswordHash::new(kept).is_ok_and(|kept| Argon2::default().verify_password(password, &kept).is_ok())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        /// How many hashes this thread has looked at.
        pub(super) static LOOKS: Cell<usize> = const { Cell::new(0) };
    }

    impl Passwords {
        /// How many hashes its thread, which has to be the only one, has looked at.
        pub(crate) async fn looks(&self) -> usize {
            self.run(|| LOOKS.get()).await.unwrap()
        }
    }

    fn password(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let passwords = Passwords::start(1, 8).unwrap();
        let kept = passwords.hash(password("correct horse battery"), [7; 16]).await.unwrap();
        assert!(kept.as_phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.as_phc());
        assert!(passwords.verify(password("correct horse battery"), Some(kept.clone())).await.unwrap());
        assert!(!passwords.verify(password("correct horse batterY"), Some(kept.clone())).await.unwrap());
        assert!(!passwords.verify(password(""), Some(kept)).await.unwrap());
        assert!(!passwords.verify(password("nobody's"), None).await.unwrap());
        assert!(!passwords.verify(password("x"), Some(KeptPassword::from_phc("no phc string"))).await.unwrap());
    }

    #[test]
    fn nobodys_password_takes_the_same_work_as_anybodys() {
        assert_eq!(hash(b"nobody's", &[0; 16]).unwrap().as_phc(), NOBODYS);
    }

    #[tokio::test]
    async fn a_full_queue_says_so_at_once() {
        let passwords = Passwords::start(1, 1).unwrap();
        let asked = (0..8).map(|_| passwords.verify(password("x"), None));
        let answers = futures_util::future::join_all(asked).await;
        let busy = answers.iter().filter(|answer| matches!(answer, Err(Failure::Overloaded))).count();
        assert!((5..=7).contains(&busy), "{busy} of 8 were turned away");
    }

    #[tokio::test]
    async fn a_panic_ends_its_job_and_nothing_else() {
        let passwords = Passwords::start(1, 1).unwrap();
        let failed = passwords.run(|| assert_eq!(1, 2, "on purpose")).await;
        assert!(matches!(failed, Err(Failure::Unavailable(_))));
        assert_eq!(passwords.run(|| 7).await.unwrap(), 7);
    }

    #[test]
    fn a_new_password_is_long_and_not_the_address() {
        assert!(check("correct horse", "ada@example.com").is_ok());
        assert!(check("パスワードは十二文字以上", "ada@example.com").is_ok());
        for (given, flaw) in
            [("short", Flaw::Invalid), ("ADA@example.com", Flaw::Invalid), (&*"a".repeat(257), Flaw::TooLong)]
        {
            assert_eq!(check(given, "ada@example.com").unwrap_err().flaw, flaw, "{given}");
        }
    }
}
