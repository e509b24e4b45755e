/**
 * Returns the usage lines that Python's keyring 25.7 prints on a terminal of 80 columns, before an error and on top of
 * its help. Options of our own are left out: programs know these lines.
 */
export function usage(): string {
  return `\
usage: keyring [-h] [-p KEYRING_PATH] [-b KEYRING_BACKEND] [--list-backends]
               [--disable] [--mode {password,creds}] [--output {plain,json}]
               [--print-completion {bash,zsh,tcsh}]
               [{get,set,del,diagnose}] [service] [username]
`
}

/** Returns the help, in the order and shape that argparse gives it. */
export function help(): string {
  return `${usage()}
positional arguments:
  {get,set,del,diagnose}
  service
  username

options:
  -h, --help            show this help and exit
  -p, --keyring-path KEYRING_PATH
                        accepted for Python's sake, not used
  -b, --keyring-backend KEYRING_BACKEND
                        the backend to ask, by the name it has in Python
  --list-backends       list the backends that -b knows and exit
  --disable             switch keyring off in its configuration file and exit
  --mode {password,creds}
                        what 'get' prints: 'password' (default) takes a user
                        name and prints the password alone; 'creds' needs none
                        and prints the user name and the password, a line each
  --output {plain,json}
                        how 'get' prints it: 'plain' (default) or 'json'
  --print-completion {bash,zsh,tcsh}
                        shell completion, not part of this version
  --version             print the version and exit
`
}
