// Loaded beside the program: something in it fails that nobody foresaw.
if (process.argv[1]?.endsWith('deploy-doctor.js')) {
  process.on('SIGUSR2', () => {
    throw new Error('the invariant that broke');
  });
}
