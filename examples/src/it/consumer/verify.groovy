// What a project gets that names our two adapters and nothing else.
def tree = new File(basedir, 'tree.txt').readLines()
def versions = { String artifact ->
    tree.findAll { it =~ artifact }
        .collect { (it =~ /([\w.\-]+):([\w.\-]+):jar:(?:[\w\-]+:)?([\w.\-]+):(compile|runtime)/)[0][3] }
        .toSet()
}

// tcnative is numbered apart from the rest of Netty
def netty = versions(/io\.netty:(?!netty-tcnative)/)
assert netty.size() == 1 : "more than one Netty: $netty\n${tree.join('\n')}"

assert versions(/io\.vertx:vertx-core:/).size() == 1

def slf4j = versions(/org\.slf4j:slf4j-api:/)
assert slf4j.size() == 1 && slf4j.every { it.startsWith('2.0.') } : "slf4j-api is $slf4j"

// bites on Java 21 and newer only, where Vert.x brings an older one of its own
def jackson = versions(/tools\.jackson\.core:/)
assert jackson.size() <= 1 : "more than one Jackson 3: $jackson"

def ours = tree.findAll { it =~ /io\.github\.kubemaintenance:maintenance-core:/ }
assert !ours.isEmpty() : 'maintenance-core did not come with the adapters'

// what the user did not ask for: our tests' libraries, the mock's web server, a logging backend
def unwanted = tree.findAll { it =~ /junit|mockito|archunit|mockwebserver|kubernetes-server-mock|slf4j-(nop|simple)|logback/ }
assert unwanted.isEmpty() : "came along unasked: $unwanted"
