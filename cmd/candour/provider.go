package main

import (
	"strings"
	"time"

	"candour"
	"candour/web/signin"
)

// providerSettings are those of a force's own identity provider, as flags or in
// candour.toml.
type providerSettings struct {
	Issuer     string        `help:"Address of the force’s identity provider, as it writes it itself." placeholder:"https://login.example"`
	Client     string        `help:"What it calls this desk: the client id." placeholder:"ID"`
	SecretFile string        `help:"File with the secret shared with it, that only its owner may read, outside the data folder." type:"path" placeholder:"FILE"`
	Name       string        `help:"What people call the account." placeholder:"NAME"`
	ACR        []string      `name:"acr" help:"How people must have signed in there: one of these." placeholder:"ACR"`
	AMR        []string      `name:"amr" help:"Or each of these, such as mfa." placeholder:"AMR"`
	MaxAge     time.Duration `help:"How long ago they may have signed in there." default:"10h"`
	Skew       time.Duration `help:"By how much its clock may differ." default:"1m"`
}

// open reads the secret and refuses what is unsafe; nil where no provider is set.
func (p providerSettings) open(dir string) (*signin.Provider, error) {
	if p.Issuer == "" {
		if p.Client != "" || p.SecretFile != "" {
			return nil, candour.Invalid("oidc-issuer", "there are settings of an identity provider, and not its address: set oidc-issuer")
		}
		return nil, nil
	}
	if p.SecretFile == "" {
		return nil, candour.Invalid("oidc-secret-file", "name the file with the secret that is shared with the identity provider, with oidc-secret-file")
	}
	if inside(dir, p.SecretFile) {
		return nil, candour.Conflict("the secret of the identity provider lies in the data folder, so that whoever copies the folder can ask it for everybody: move %s elsewhere", p.SecretFile)
	}
	secret, err := private(p.SecretFile, 4096)
	if err != nil {
		return nil, err
	}
	return signin.NewProvider(signin.ProviderSettings{
		Name: p.Name, Issuer: p.Issuer, Client: p.Client, Secret: strings.TrimSpace(secret), ACR: p.ACR, AMR: p.AMR, MaxAge: p.MaxAge, Skew: p.Skew,
	})
}
