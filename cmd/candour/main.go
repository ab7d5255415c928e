// Candour runs the service and its tools: one file for each subcommand, which
// reads its flags and calls one function.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"candour"
	"candour/ledger"
	"candour/store"
	"candour/web/page"

	"github.com/alecthomas/kong"
)

// The exit codes, the same for every subcommand.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitRejects     = 3
	exitDiffers     = 4
	exitInterrupted = 130
)

// errRejects says that all is done but for rows that were rejected and listed.
var errRejects = errors.New("finished, with rejected rows")

// cli is every subcommand and flag.
type cli struct {
	Dir string `help:"Folder of the data; made if absent." default:"./candour-data" env:"CANDOUR_DIR" type:"path" placeholder:"DIR"`

	database `embed:""`

	WitnessPolicy string `help:"File that names the witnesses of the logs; witness-policy in the data folder where none is given." type:"existingfile" placeholder:"FILE"`

	Demo   demoCmd  `cmd:"" help:"Serve a small invented world, where anybody can sign in as anybody."`
	Serve  serveCmd `cmd:"" help:"Serve a door of a data folder that is not a demonstration."`
	Import struct {
		Complaints importComplaintsCmd `cmd:"" help:"Import officers, postings and cases from the layout of the complaint extract."`
		Workforce  importWorkforceCmd  `cmd:"" help:"Import the register of a force’s people, as a mapping file says."`
	} `cmd:"" help:"Bring in records of another system."`
	Generate struct {
		Caseload generateCaseloadCmd `cmd:"" help:"Invent a force with as many officers and allegations as you ask for."`
	} `cmd:"" help:"Make an invented world, for speed tests and demonstrations."`
	Clock struct {
		List    clockListCmd    `cmd:"" help:"List every time limit, with its law and status."`
		Due     clockDueCmd     `cmd:"" help:"Compute when something is due, and say how it was counted."`
		Explain clockExplainCmd `cmd:"" help:"Explain every limit of a rule on a case. Recorded."`
		Check   clockCheckCmd   `cmd:"" help:"Compare what lists show as due with a fresh computation of every case."`
	} `cmd:"" help:"The law's time limits."`
	Ledger struct {
		Check       ledgerCheckCmd       `cmd:"" help:"Check that journal and log say the same, row by row."`
		ProveAccess ledgerProveAccessCmd `cmd:"" help:"Write the proof that an access is in the log."`
		Witness     ledgerWitnessCmd     `cmd:"" help:"Serve a witness of other people's logs, for the body that oversees a force."`
	} `cmd:"" help:"The journal and the log of commitments."`
	Keys struct {
		Rotate keysRotateCmd `cmd:"" help:"Wrap every key anew and destroy the old key-encryption key."`
	} `cmd:"" help:"The keys under which everything personal is sealed."`
	Backup struct {
		Make backupMakeCmd `cmd:"" default:"withargs" help:"Write a sealed backup to a file."`
		Key  backupKeyCmd  `cmd:"" help:"Make the key to which backups are sealed."`
	} `cmd:"" help:"Copies that survive the machine."`
	Compact  compactCmd `cmd:"" help:"Write the database file anew, without gaps; with the server stopped."`
	Restore  restoreCmd `cmd:"" help:"Put a backup back, into a new folder."`
	Operator struct {
		Key operatorKeyCmd `cmd:"" help:"Make the key with which you sign in at the command line."`
	} `cmd:"" help:"The keys of those who work at the command line."`
	Login  loginCmd  `cmd:"" help:"Sign in at the command line, for a purpose."`
	Logout logoutCmd `cmd:"" help:"Sign out at the command line."`
	Show   struct {
		Case    showCaseCmd    `cmd:"" help:"Print a case."`
		Report  showReportCmd  `cmd:"" help:"Print a report."`
		Officer showOfficerCmd `cmd:"" help:"Print an officer’s file."`
	} `cmd:"" help:"Print what the desk shows. Recorded, and only for who may see it."`
	Find struct {
		Officer findOfficerCmd `cmd:"" help:"Find an officer or a member of staff."`
	} `cmd:"" help:"Search. Recorded."`
	Staff struct {
		Found  staffFoundCmd  `cmd:"" help:"Enrol the first people of a force."`
		List   staffListCmd   `cmd:"" help:"List who holds which role. Recorded."`
		Grants staffGrantsCmd `cmd:"" help:"List what waits for a second person. Recorded."`
		Do     staffDoCmd     `cmd:"" help:"Propose, approve, refuse or withdraw a role, a key, a passkey or the account of a program."`

		Service struct {
			List   serviceListCmd   `cmd:"" help:"List the accounts of programs. Recorded."`
			Secret serviceSecretCmd `cmd:"" help:"Draw the secret of a program that you answer for."`

			HookSecret serviceHookSecretCmd `cmd:"" help:"Draw the secret that signs the calls of a program that you answer for."`
		} `cmd:"" help:"The accounts of programs, which use the API."`
	} `cmd:"" help:"Who holds which role, key and passkey."`
	Signals signalsCmd `cmd:"" help:"Early signs about officers, groups and units, put before a person. They decide nothing."`
	Lookups lookupsCmd `cmd:"" help:"Accesses to people’s records: explained, or put before a person. They decide nothing."`
	Vetting struct {
		Dedupe vettingDedupeCmd `cmd:"" help:"Find records of one file that may be of one person."`
		Link   vettingLinkCmd   `cmd:"" help:"Find records of two files that may be of one person."`

		Train   vettingTrainCmd   `cmd:"" help:"Train a model on the records that it will match."`
		Score   vettingScoreCmd   `cmd:"" help:"Score pairs that you name."`
		Explain vettingExplainCmd `cmd:"" help:"Show what each field adds to the match weight of two records."`

		Wash     vettingWashCmd     `cmd:"" help:"Set a workforce against a stream of records, and explain every hit."`
		Psi      vettingPsiCmd      `cmd:"" help:"Find who is known on two sides, without either showing its list."`
		Bench    vettingBenchCmd    `cmd:"" help:"Print how fast a wash is, and what it costs."`
		Generate vettingGenerateCmd `cmd:"" help:"Invent a workforce and records, with the truth."`
	} `cmd:"" help:"Match the people of a force with what is known elsewhere."`
	Verify verifyCmd `cmd:"" help:"Verify a published log as a stranger, with the public key only."`

	hold page.Hold // of refusals and acts
}

// streams is where a subcommand writes, results to out and talk to err, and where
// it reads the answers to what it asks.
type streams struct {
	out, err io.Writer
	in       io.Reader
}

func main() {
	ctx, stop := context.WithCancel(context.Background())
	go obey(stop)
	code := run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr, os.Stdin})
	stop()
	os.Exit(code)
}

// obey stops the program in order when it is asked to, and at once when it is asked
// a second time: there is no moment between the two at which a signal is lost.
func obey(stop func()) {
	asked := make(chan os.Signal, 2)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	<-asked
	stop()
	<-asked
	os.Exit(exitInterrupted)
}

func run(ctx context.Context, args []string, s streams) int {
	useLog(newLog(s.err, false))

	c := cli{hold: answers}
	done := false
	p, err := parser(ctx, &c, args, s, func(int) { done = true })
	if err != nil {
		fmt.Fprintln(s.err, "candour:", err)
		return exitFailed
	}
	k, err := p.Parse(args)
	if done { // --help was asked for and given
		return exitDone
	}
	if err != nil {
		fmt.Fprintln(s.err, "candour:", err)
		fmt.Fprintln(s.err, "Run it again with --help to see what it takes, with an example.")
		return exitUsage
	}
	return code(ctx, s, c.through(ctx, s, k))
}

// parser knows every subcommand. What a subcommand may print to is not bound here
// but by its door.
func parser(ctx context.Context, c *cli, args []string, s streams, exit func(int)) (*kong.Kong, error) {
	return kong.New(c, kong.Name("candour"), kong.UsageOnError(),
		kong.Description("A record of conduct in which nothing is lost, unlinked, undated or unseen."),
		kong.Writers(s.out, s.err), kong.Exit(exit), kong.DefaultEnvars("CANDOUR"),
		kong.Resolvers(settings(args)), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(c))
}

// code says what went wrong, in a sentence, and gives the exit code.
func code(ctx context.Context, s streams, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRejects):
		return exitRejects
	case ctx.Err() != nil:
		fmt.Fprintln(s.err, "candour: interrupted; what was acknowledged is kept, what was not is undone")
		return exitInterrupted
	}
	fmt.Fprintln(s.err, "candour:", err)
	if says := store.DiskSays(err); says != "" {
		fmt.Fprintln(s.err, says)
	}
	var no *candour.Refusal
	switch {
	case errors.Is(err, ledger.ErrDiffers), errors.Is(err, errCacheDiffers), errors.Is(err, errGate):
		return exitDiffers
	case errors.As(err, &no) && errors.Is(err, candour.ErrInvalid):
		return exitUsage
	}
	return exitFailed
}
