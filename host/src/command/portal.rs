//! `appraise portal`: the built portal for a browser on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use appraise_host::Result;
use appraise_host::portal::{Place, Portal, Site};
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The port; 0 is any free one
    #[arg(long, default_value_t = 8484)]
    port: u16,
    /// The folder of the built portal; else `portal` beside the program, else www/dist/hosted
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The address to listen on; others than this machine's own need --expose
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Let other machines reach the portal
    #[arg(long)]
    expose: bool,
    /// A name by which other machines reach it; may be repeated
    #[arg(long = "name", value_name = "NAME", requires = "expose")]
    names: Vec<String>,
}

impl Serve {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let site = Site::open(&Site::locate(self.dir.as_deref())?)?;
        let address = SocketAddr::new(self.listen, self.port);
        let place = Place { address, expose: self.expose, names: self.names.clone() };
        let portal = Portal::bind(site, place)?;
        if !self.listen.is_loopback() {
            eprintln!(
                "appraise: {}",
                desk.lang().pick(
                    "warning: other machines can reach the portal, without encryption and without asking who they are",
                    "警告：其他机器可以访问此门户，连接未加密，也不核对访问者身份",
                )
            );
        }
        desk.line(format_args!("http://{}/", portal.address()));
        // Whoever started it waits for the address; a closed pipe is no failure.
        let _ = desk.out.flush();
        portal.serve()?;
        Ok(Exit::Clean)
    }
}
