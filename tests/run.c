/* run.c: a child process and a pipe. */
#include "tests/run.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NO_TOOL = 127 };

static NORETURN void child(const char *const *argv, int out)
{
    int null = open("/dev/null", O_RDWR);

    dup2(null, 0);
    dup2(out, 1);
    dup2(null, 2);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(NO_TOOL);
}

int run_tool(const char *const *argv, struct buf *out)
{
    int ends[2], status;
    pid_t pid;
    ssize_t n;

    if (pipe(ends) != 0)
        die("no pipe");
    fflush(NULL);
    pid = fork();
    if (pid < 0)
        die("no child process");
    if (pid == 0)
        child(argv, ends[1]);
    close(ends[1]);
    do {
        buf_room(out, 4096);
        n = read(ends[0], out->p + out->n, 4096);
        out->n += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    close(ends[0]);
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return 1;
    return WEXITSTATUS(status) == NO_TOOL ? -1 : WEXITSTATUS(status);
}
